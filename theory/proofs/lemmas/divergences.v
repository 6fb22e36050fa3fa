(* Sums that may be infinite; total variation and KL against what a support leaves out. *)
From Coq Require Import Reals Lra Lia Arith Bool.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus.
Open Scope R_scope.

Lemma kl_finite n q p f :
  (forall i, (i < n)%nat -> kl_term (q i) (p i) = Some (f i)) -> kl n q p = Some (sum n f).
Proof. induction n; cbn; intros H; [reflexivity|]. rewrite IHn, H; auto. Qed.
Lemma kl_infinite n q p i : (i < n)%nat -> q i <> 0 -> p i = 0 -> kl n q p = None.
Proof.
  induction n; intros Hi Q P; [lia|]. cbn. destruct (Nat.eq_dec i n) as [->|E].
  - unfold kl_term. destruct (Req_EM_T (q n) 0); [easy|]. destruct (Req_EM_T (p n) 0); [|easy].
    now destruct (kl n q p).
  - rewrite IHn; auto. lia.
Qed.

Lemma mass_outside_support n q p a : sum n q = 1 -> sum n p = 1 -> (forall i, (i < n)%nat -> 0 <= q i /\ 0 <=
  p i) ->
  (forall i, (i < n)%nat -> a i = false -> q i = 0) -> over n (outside a) p <= total_variation n q p.
Proof.
  intros Q P N S. unfold total_variation.
  assert (over n (outside a) p - over n (outside a) q = over n a q - over n a p) as E.
  { rewrite (split n a) in Q, P. lra. }
  assert (over n (outside a) q = 0) as Z0.
  { transitivity (sum n (fun _ => 0)); [|apply sum_zero]. apply sum_ext. intros i Hi. unfold outside.
    destruct (a i) eqn:A; cbn; [reflexivity|now apply S]. }
  rewrite (split n a).
  assert (over n a q - over n a p <= over n a (fun i => Rabs (q i - p i))).
  { rewrite <- over_minus. apply over_le. intros. apply Rle_abs. }
  assert (over n (outside a) p - over n (outside a) q <= over n (outside a) (fun i => Rabs (q i - p i))).
  { rewrite <- over_minus. apply over_le. intros. rewrite Rabs_minus_sym. apply Rle_abs. }
  lra.
Qed.
Lemma kl_of_support n q p a x : sum n q = 1 -> (forall i, (i < n)%nat -> 0 <= q i /\ 0 <= p i) ->
  (forall i, (i < n)%nat -> a i = false -> q i = 0) -> 0 < over n a p -> kl n q p = Some x ->
  - ln (over n a p) <= x.
Proof.
  intros Q N S P K. set (m := over n a p) in *.
  (* each term is at least q_i (- ln m) + q_i - p_i/m on the support *)
  enough (sum n (fun i => q i * - ln m + (if a i then q i - / m * p i else 0)) <= x) as E.
  { rewrite sum_plus in E. rewrite (sum_ext n (fun i => q i * - ln m) (fun i => - ln m * q i)) in E by
    (intros; lra).
    rewrite sum_scal, Q in E. fold (over n a (fun i => q i - / m * p i)) in E.
    rewrite over_minus, over_scal in E. fold m in E. rewrite Rinv_l in E by lra.
    assert (over n a q = 1) as F.
    { rewrite <- Q. apply sum_ext. intros i Hi. destruct (a i) eqn:A; [reflexivity|]. symmetry. now apply S. }
    rewrite F in E. lra. }
  clear Q. clearbody m. rename P into M. revert x K N S. induction n as [|k IH]; intros x K N S; cbn in *.
  - injection K as <-. lra.
  - unfold plus in K. destruct (kl k q p) as [y|] eqn:Y; [|discriminate].
    destruct (kl_term (q k) (p k)) as [z|] eqn:Zt; [|discriminate]. injection K as <-.
    apply Rplus_le_compat; [apply IH; auto|].
    destruct (N k (Nat.lt_succ_diag_r k)) as [Nq Np]. unfold kl_term in Zt.
    destruct (Req_EM_T (q k) 0) as [E|E].
    + injection Zt as <-. rewrite E. destruct (a k); [|lra].
      assert (0 <= / m * p k) by (apply Rmult_le_pos; [left; now apply Rinv_0_lt_compat|assumption]). lra.
    + destruct (Req_EM_T (p k) 0) as [|F]; [discriminate|]. injection Zt as <-.
      destruct (a k) eqn:A; [|exfalso; apply E; apply S; auto].
      assert (0 < q k) by lra. assert (0 < p k) by lra.
      assert (ln (q k / p k) = - ln m - ln (p k / (m * q k))) as ->.
      { replace (q k / p k) with (/ (m * (p k / (m * q k)))) by (field; lra).
        assert (0 < p k / (m * q k)) by (apply Rdiv_lt_0_compat; [lra|now apply Rmult_lt_0_compat]).
        rewrite ln_Rinv by now apply Rmult_lt_0_compat. rewrite ln_mult by assumption. lra. }
      assert (ln (p k / (m * q k)) <= p k / (m * q k) - 1) as L.
      { apply ln_le. apply Rdiv_lt_0_compat; [lra|now apply Rmult_lt_0_compat]. }
      apply (Rmult_le_compat_l (q k)) in L; [|lra].
      replace (q k * (p k / (m * q k) - 1)) with (/ m * p k - q k) in L by (field; lra). lra.
Qed.
Lemma kl_shift n q p p' c :
  (forall i, (i < n)%nat -> kl_term (q i) (p i) = plus (kl_term (q i) (p' i)) (Some (c * q i))) ->
  kl n q p = plus (kl n q p') (Some (c * sum n q)).
Proof.
  induction n; cbn; intros H; [f_equal; lra|]. rewrite IHn, H by auto.
  destruct (kl n q p') as [a|], (kl_term (q n) (p' n)) as [b|]; cbn; try reflexivity. f_equal. lra.
Qed.

Section Row.
  Variable n : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Hypothesis some : keeps_some n s kept.
  Local Notation p := (rows.p n s).
  Local Notation p_hat := (rows.p_hat n s kept).
  Local Notation tau := (rows.tau n s kept).

  Lemma kl_is_minus_log : kl n p_hat p = Some (- ln (1 - tau)).
  Proof.
    pose proof (head_pos n s kept some) as Hpos. pose proof (head_mass n s kept some) as Hm.
   
    rewrite (kl_finite n p_hat p (fun i => - ln (1 - tau) * p_hat i)).
    - rewrite sum_scal, p_hat_sum by exact some. f_equal. lra.
    - intros i _. unfold kl_term. destruct (Req_EM_T (p_hat i) 0) as [->|E]; [f_equal; lra|].
      unfold rows.p_hat in *.  destruct (kept i); [|easy]. rewrite Hm in *.
      destruct (Req_EM_T (p i) 0) as [F|F]; [rewrite F in E; unfold Rdiv in E; lra|].
      f_equal. replace (p i / (1 - tau) / p i) with (/ (1 - tau)) by (field; lra).
      rewrite ln_Rinv; lra.
  Qed.

  Lemma reversed_kl_infinite : 0 < tau -> kl n p p_hat = None.
  Proof.
    intros Ht.
    destruct (over_some n (outside kept) p) as (i & Hi & K & P); [unfold rows.tau in Ht; lra|].
    apply (kl_infinite n p p_hat i); auto. unfold rows.p_hat. unfold outside in K. now destruct (kept i).
  Qed.

  Lemma reversed_kl_zero : tau = 0 -> kl n p p_hat = Some 0.
  Proof.
    intros Ht. pose proof (head_mass n s kept some) as Hm.  rewrite Ht in Hm.
    rewrite (kl_finite n p p_hat (fun _ => 0)); [now rewrite sum_zero|].
    intros i Hi. unfold kl_term. destruct (Req_EM_T (p i) 0) as [E|E]; [reflexivity|].
    unfold rows.p_hat.  destruct (kept i) eqn:K.
    - rewrite Hm. destruct (Req_EM_T (p i / (1 - 0)) 0) as [F|F]; [unfold Rdiv in F; lra|].
      f_equal. replace (p i / (p i / (1 - 0))) with 1 by (field; lra). rewrite ln_1. lra.
    - exfalso. apply E. apply Rle_antisym; [|apply p_nonneg with (kept := kept); auto].
      rewrite <- Ht. apply (over_at_least_one n (outside kept) p i); auto.
      + intros. apply p_nonneg with (kept := kept); auto.
      + unfold outside. now rewrite K.
  Qed.
End Row.
