(* mean-compensation: the head a union of blocks, P^c the softmax of the scores of which those of every
   unselected block b
   are replaced by their mean m_b (n_b finite keys, Z_b their sum of exponentials, p_b = Z_b/Z), masked
   keys staying masked: KL(P^c || P) = -ln(1 - sum p_b (1 - n_b e^{m_b}/Z_b)) <= -ln(1 - tau), TV(P,
   P^c) <= tau *)
(* Key i is in block (block i) of B; the head is the union of the selected blocks. Both bounds are strict
   where
   some tail key is finite. A wholly masked block has n_b = Z_b = 0, and adds nothing. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus odds divergences examples.
Open Scope R_scope.

Section Row.
  Variable n : nat.
  Variable s : nat -> score.
  Variable B : nat.
  Variable block : nat -> nat.
  Variable selected : nat -> bool.
  Hypothesis blocks : forall i, (i < n)%nat -> (block i < B)%nat.
  Definition kept (i : nat) : bool := selected (block i).
  Hypothesis some : keeps_some n s kept.

  Definition in_block (b i : nat) : bool := Nat.eqb (block i) b && finite (s i).
  Definition value (t : score) : R := match t with Some x => x | None => 0 end.
  Definition n_b (b : nat) : R := INR (count n (in_block b)).
  Definition Z_b (b : nat) : R := over n (in_block b) (w s).
  Definition m_b (b : nat) : R := over n (in_block b) (fun i => value (s i)) / n_b b.
  Definition compensated (i : nat) : score :=
    if kept i then s i else option_map (fun _ => m_b (block i)) (s i).
  Local Notation p := (rows.p n s).
  Local Notation p_c := (rows.p n compensated).
  Local Notation tau := (rows.tau n s kept).
  Local Notation tail := (outside kept).
  (* sum of p_b (1 - n_b e^{m_b}/Z_b) over the unselected blocks *)
  Definition lost : R :=
    over B (outside selected) (fun b => Z_b b / Z n s * (1 - n_b b * exp (m_b b) / Z_b b)).

  Lemma some_c : keeps_some n compensated kept.
  Proof. destruct some as (i & Hi & K & F). exists i. unfold compensated. now rewrite K. Qed.
  Lemma Z_positive : 0 < Z n s /\ 0 < Z n compensated.
  Proof. split; [exact (Z_pos n s kept some)|exact (Z_pos n compensated kept some_c)]. Qed.
  (* A sum over the finite keys of the tail, by blocks. *)
  Lemma by_blocks (f : nat -> R) : over n (fun i => tail i && finite (s i)) f =
    over B (outside selected) (fun b => over n (in_block b) f).
  Proof.
    unfold over. transitivity (sum n (fun i => sum B (fun b => if outside selected b then
      if in_block b i then f i else 0 else 0))).
    - apply sum_ext. intros i Hi. change (tail i) with (outside selected (block i)).
      rewrite <- (sum_delta B (fun b => if outside selected b && finite (s i) then f i else 0) (block i)) by
        now apply blocks.
      apply sum_ext. intros b _. unfold in_block. destruct (Nat.eqb (block i) b), (outside selected b);
        reflexivity.
    - rewrite sum_swap. apply sum_ext. intros b _. destruct (outside selected b); [reflexivity|apply
      sum_zero].
  Qed.
  Lemma finite_tail s' : (forall i, finite (s' i) = finite (s i)) ->
    over n (fun i => tail i && finite (s i)) (w s') = over n tail (w s').
  Proof.
    intros F. apply sum_ext. intros i _. destruct (tail i); [|reflexivity]. cbn [andb]. rewrite <- F.
    unfold w. destruct (s' i); reflexivity.
  Qed.
  Lemma alike i : finite (compensated i) = finite (s i).
  Proof. unfold compensated. destruct (kept i); [reflexivity|]. now destruct (s i). Qed.
  Lemma tail_weight i b : outside selected b = true -> in_block b i = true -> w compensated i = exp (m_b b).
  Proof.
    intros O I. unfold in_block in I. apply andb_prop in I as [E F]. apply Nat.eqb_eq in E.
    unfold w, compensated, kept. rewrite E. unfold outside in O. destruct (selected b); [discriminate|].
    now destruct (s i).
  Qed.
  Lemma compensated_tail : over n tail (w compensated) = over B (outside selected) (fun b => n_b b * exp (m_b
    b)).
  Proof.
    rewrite <- (finite_tail compensated alike), by_blocks. apply over_ext. intros b _ O. unfold n_b.
    rewrite <- over_const. apply over_ext. intros i _ I. now apply tail_weight.
  Qed.
  Lemma head_alike : over n kept (w compensated) = over n kept (w s).
  Proof. apply over_ext. intros i _ K. unfold w, compensated. now rewrite K. Qed.
  Lemma tail_by_blocks : over n tail (w s) = over B (outside selected) Z_b.
  Proof. rewrite <- (finite_tail s (fun _ => eq_refl)), by_blocks. reflexivity. Qed.
  Lemma block_zero b : n_b b = 0 -> Z_b b = 0.
  Proof.
    intros E. unfold Z_b. rewrite (over_ext n (in_block b) (w s) (fun _ => 0)), over_const; [lra|].
    intros i Hi I. exfalso. apply INR_eq with (m := 0%nat) in E.
    assert (count n (fun _ => false) < count n (in_block b))%nat; [|lia]. now apply (count_lt n _ _ i).
  Qed.
  (* The masses that the means lose: 1 - lost is what the compensated row's weights are of the row's. *)
  Lemma ratio : Z n compensated / Z n s = 1 - lost.
  Proof.
    destruct Z_positive as [P _]. unfold lost.
    rewrite (over_ext B (outside selected) _ (fun b => / Z n s * (Z_b b - n_b b * exp (m_b b)))).
    - rewrite over_scal, over_minus, <- tail_by_blocks, <- compensated_tail.
      unfold Z at 1 3. rewrite (split n kept (w compensated)), (split n kept (w s)), head_alike.
      assert (over n kept (w s) + over n tail (w s) = Z n s) as E by (symmetry; apply (split n kept)).
      unfold Z in P, E |- *. rewrite E. rewrite <- E at 1. field_simplify; try lra.
      replace (sum n (w s)) with (over n kept (w s) + over n tail (w s)) by exact E. field. lra.
    - intros b _ _. destruct (Req_dec (Z_b b) 0) as [E|E]; [|field; lra].
      rewrite E. assert (n_b b = 0) as ->; [|unfold Rdiv; ring].
      destruct (Req_dec (n_b b) 0) as [|N]; [assumption|exfalso].
      destruct (over_some n (in_block b) (fun _ => 1)) as (i & Hi & I & _); [rewrite over_const; unfold n_b
        in N; lra|].
      assert (w s i <= Z_b b) as L by (apply (over_at_least_one n (in_block b) (w s) i); auto; intros; apply
        weight_nonneg).
      unfold in_block in I. apply andb_prop in I as [_ F]. pose proof (weight_pos _ F). unfold w in L. lra.
  Qed.
  (* n_b e^{m_b} <= Z_b: the exponential is above its tangent at m_b. *)
  Lemma mean_below b : n_b b * exp (m_b b) <= Z_b b.
  Proof.
    destruct (Req_dec (n_b b) 0) as [E|E]; [rewrite (block_zero b E), E; lra|].
    assert (over n (in_block b) (fun i => exp (m_b b) * (1 - m_b b) + exp (m_b b) * value (s i)) = n_b b *
      exp (m_b b)) as T.
    { rewrite over_plus, over_const, over_scal. fold (n_b b).
      assert (over n (in_block b) (fun i => value (s i)) = n_b b * m_b b) as -> by (unfold m_b; field;
        assumption). ring. }
    rewrite <- T. apply over_le. intros i _ I. unfold in_block in I. apply andb_prop in I as [_ F].
    unfold w, value. destruct (s i) as [x|]; [cbn|discriminate].
    pose proof (exp_ineq1_le (x - m_b b)) as U. pose proof (exp_pos (m_b b)) as P.
    apply (Rmult_le_compat_l (exp (m_b b))) in U; [|lra]. rewrite <- exp_plus in U.
    replace (m_b b + (x - m_b b)) with x in U by ring. lra.
  Qed.
  Lemma Z_falls : Z n compensated <= Z n s.
  Proof.
    unfold Z. rewrite (split n kept (w compensated)), (split n kept (w s)), head_alike, compensated_tail,
      tail_by_blocks.
    apply Rplus_le_compat_l, over_le. intros. apply mean_below.
  Qed.

  (* The scores of an unselected block are off their mean by 0 in all. *)
  Lemma divergence : kl n p_c p = Some (- ln (1 - lost)).
  Proof.
    destruct Z_positive as [P Q].
    rewrite (kl_finite n p_c p (fun i => - ln (1 - lost) * p_c i +
      / Z n compensated * (w compensated i * (value (compensated i) - value (s i))))).
    - rewrite sum_plus, sum_scal, sum_scal, (p_sum n compensated kept some_c).
      enough (sum n (fun i => w compensated i * (value (compensated i) - value (s i))) = 0) as -> by
        (f_equal; ring).
      rewrite (split n kept). rewrite (over_ext n kept _ (fun _ => 0)), over_const.
      2: { intros i _ K. unfold compensated. rewrite K. ring. }
      transitivity (over n (fun i => tail i && finite (s i))
        (fun i => w compensated i * (value (compensated i) - value (s i)))).
      { rewrite Rmult_0_r, Rplus_0_l. apply sum_ext. intros i _. destruct (tail i); [|reflexivity]. cbn
        [andb].
        rewrite <- alike. unfold w. destruct (compensated i); cbn; [reflexivity|ring]. }
      rewrite by_blocks, (over_ext B _ _ (fun _ => 0)), over_const; [ring|]. intros b _ O.
      rewrite (over_ext n (in_block b) _ (fun i => exp (m_b b) * (m_b b - value (s i)))).
      + rewrite over_scal, over_minus, over_const. fold (n_b b).
        destruct (Req_dec (n_b b) 0) as [E|E]; [|unfold m_b; field; assumption].
        rewrite (over_ext n (in_block b) _ (fun _ => 0)), over_const; [rewrite E; ring|]. intros i Hi I.
          exfalso.
        apply INR_eq with (m := 0%nat) in E.
        assert (count n (fun _ => false) < count n (in_block b))%nat; [|lia]. now apply (count_lt n _ _ i).
      + intros i _ I. rewrite (tail_weight i b O I). do 2 f_equal.
        unfold in_block in I. apply andb_prop in I as [E F]. apply Nat.eqb_eq in E.
        unfold compensated, kept. rewrite E. unfold outside in O. destruct (selected b); [discriminate|].
        now destruct (s i).
    - intros i _. unfold kl_term. pose proof (alike i) as A. unfold rows.p, w in *.
      destruct (compensated i) as [x|] eqn:C, (s i) as [y|] eqn:S; try discriminate; cbn [weight value].
      + pose proof (exp_pos x). pose proof (exp_pos y).
        assert (0 < exp x / Z n compensated) by now apply Rdiv_lt_0_compat.
        assert (0 < exp y / Z n s) by now apply Rdiv_lt_0_compat.
        destruct (Req_EM_T (exp x / Z n compensated) 0); [lra|]. destruct (Req_EM_T (exp y / Z n s) 0);
          [lra|].
        f_equal. rewrite ln_quotient by assumption. rewrite (ln_quotient (exp x)), (ln_quotient (exp y)) by
          assumption.
        rewrite !ln_exp. rewrite <- ratio, ln_quotient by assumption. field. lra.
      + destruct (Req_EM_T (0 / Z n compensated) 0) as [|N]; [f_equal|unfold Rdiv in N; lra].
        unfold Rdiv. ring.
  Qed.
  Lemma kept_share : 1 - tau <= 1 - lost /\ 0 < 1 - tau.
  Proof.
    destruct Z_positive as [P Q]. split; [|exact (head_pos n s kept some)].
    rewrite <- ratio, <- (head_mass n s kept some), mass_is, <- head_alike. apply Rmult_le_compat_r;
      [left; now apply Rinv_0_lt_compat|].
    unfold Z. rewrite (split n kept (w compensated)). pose proof (over_weight_nonneg n compensated tail). lra.
  Qed.
  Lemma divergence_bound : - ln (1 - lost) <= - ln (1 - tau).
  Proof.
    destruct kept_share as [[L|E] P]; [|rewrite E; lra]. apply Ropp_le_contravar. left. now apply
      ln_increasing.
  Qed.

  (* P^c is at least P on the head, so TV is what the tail loses. *)
  Definition finite_tail_key : Prop := exists i, (i < n)%nat /\ kept i = false /\ finite (s i) = true.
  Lemma head_gains i : kept i = true -> p i <= p_c i.
  Proof.
    intros K. destruct Z_positive as [P Q]. unfold rows.p.
    assert (w compensated i = w s i) as -> by (unfold w, compensated; now rewrite K).
    apply Rmult_le_compat_l; [apply weight_nonneg|]. apply Rinv_le_contravar; [assumption|exact Z_falls].
  Qed.
  Lemma variation_is : total_variation n p p_c <= over n tail (fun i => Rabs (p i - p_c i)) /\
    total_variation n p p_c = over n kept p_c - over n kept p + / 2 * over n tail (fun i => Rabs (p i - p_c
      i) - (p i - p_c i)).
  Proof.
    assert (over n kept (fun i => Rabs (p i - p_c i)) = over n kept p_c - over n kept p) as H.
    { rewrite <- over_minus. apply over_ext. intros i _ K. rewrite Rabs_left1; [ring|].
      pose proof (head_gains i K). lra. }
    pose proof (p_sum n s kept some) as S. pose proof (p_sum n compensated kept some_c) as S'.
    rewrite (split n kept) in S, S'.
    assert (over n kept p_c - over n kept p <= over n tail (fun i => Rabs (p i - p_c i))) as L.
    { replace (over n kept p_c - over n kept p) with (over n tail p - over n tail p_c) by lra.
      rewrite <- over_minus. apply over_le. intros. apply Rle_abs. }
    unfold total_variation. rewrite (split n kept), H. split; [lra|].
    rewrite over_minus, over_minus. lra.
  Qed.
  Lemma tail_term i : Rabs (p i - p_c i) - (p i - p_c i) <= 2 * p_c i.
  Proof.
    pose proof (p_nonneg n compensated kept some_c i). pose proof (p_nonneg n s kept some i).
    unfold Rabs. destruct (Rcase_abs (p i - p_c i)); lra.
  Qed.
  Lemma variation_bound : total_variation n p p_c <= tau /\ (finite_tail_key -> total_variation n p p_c <
    tau).
  Proof.
    destruct variation_is as [_ E].
    pose proof (p_sum n s kept some) as S. pose proof (p_sum n compensated kept some_c) as S'.
    rewrite (split n kept) in S, S'. change (over n tail p) with tau in S.
    assert (over n tail (fun i => Rabs (p i - p_c i) - (p i - p_c i)) <= 2 * over n tail p_c) as L.
    { rewrite <- over_scal. apply over_le. intros. apply tail_term. }
    split; [lra|]. intros (i & Hi & K & F).
    assert (over n tail (fun i => Rabs (p i - p_c i) - (p i - p_c i)) <> 2 * over n tail p_c) as N; [|lra].
    intros Q. rewrite <- over_scal in Q. assert (tail i = true) as O by (unfold outside; now rewrite K).
    pose proof (over_equal n tail _ _ (fun j _ _ => tail_term j) Q i Hi O) as G. cbn beta in G.
    assert (0 < p i) by (apply Rdiv_lt_0_compat; [now apply weight_pos|apply Z_positive]).
    assert (0 < p_c i).
    { apply Rdiv_lt_0_compat; [apply weight_pos; now rewrite alike|apply Z_positive]. }
    revert G. unfold Rabs. destruct (Rcase_abs (p i - p_c i)); lra.
  Qed.
  Lemma divergence_strict : finite_tail_key -> - ln (1 - lost) < - ln (1 - tau).
  Proof.
    intros (i & Hi & K & F). destruct kept_share as [_ P]. apply Ropp_lt_contravar, ln_increasing;
      [assumption|].
    destruct Z_positive as [PZ Q]. rewrite <- ratio, <- (head_mass n s kept some), mass_is, <- head_alike.
    apply Rmult_lt_compat_r; [now apply Rinv_0_lt_compat|]. unfold Z. rewrite (split n kept (w compensated)).
    assert (tail i = true) as O by (unfold outside; now rewrite K).
    assert (w compensated i <= over n tail (w compensated)) as L
      by (apply (over_at_least_one n tail (w compensated) i); auto; intros; apply weight_nonneg).
    assert (0 < w compensated i) by (apply weight_pos; now rewrite alike). lra.
  Qed.

  Theorem mean_compensation :
    kl n p_c p = Some (- ln (1 - lost)) /\
    - ln (1 - lost) <= - ln (1 - tau) /\ total_variation n p p_c <= tau /\
    (finite_tail_key -> - ln (1 - lost) < - ln (1 - tau) /\ total_variation n p p_c < tau).
  Proof.
    split; [exact divergence|]. split; [exact divergence_bound|]. split; [apply variation_bound|].
    intros F. split; [now apply divergence_strict|now apply variation_bound].
  Qed.
End Row.

(* Key 0 is the head; keys 1 and 2, at ln 4 and 0, are the block that is replaced: its mean is ln 2. *)
Definition one_block : nat -> score := row (Some 0 :: Some (ln 4) :: Some 0 :: nil).
Definition block_of (i : nat) : nat := Nat.min i 1.
Definition only_first (b : nat) : bool := Nat.eqb b 0.
Lemma one_mean : m_b 3 one_block block_of 1 = ln 2.
Proof.
  unfold m_b, n_b, in_block, over, one_block, row, block_of.
  cbn [sum count Nat.min Nat.eqb andb finite nth value INR Nat.add]. replace 4 with (2 * 2) by lra.
  rewrite ln_mult by lra. field.
Qed.
Lemma one_some : keeps_some 3 one_block (kept block_of only_first).
Proof. exists 0%nat. repeat split; lia. Qed.
Lemma one_lost : lost 3 one_block 2 block_of only_first = 1 / 6.
Proof.
  unfold lost. unfold over at 1. cbn [sum]. unfold outside at 1 2, only_first. cbn [Nat.eqb negb].
  rewrite one_mean. unfold n_b, Z_b, in_block, one_block, block_of. compute_row.
  cbn [Nat.min Nat.eqb andb finite Nat.add INR]. field.
Qed.
Lemma one_tau : tau 3 one_block (kept block_of only_first) = 5 / 6.
Proof.
  unfold kept, only_first, block_of, one_block. compute_row. cbn [Nat.min Nat.eqb negb]. field.
Qed.
Example witness : (forall i, (i < 3)%nat -> (block_of i < 2)%nat) /\
  keeps_some 3 one_block (kept block_of only_first) /\
  kl 3 (p 3 (compensated 3 one_block block_of only_first)) (p 3 one_block) = Some (- ln (1 - 1 / 6)).
Proof.
  assert (forall i, (i < 3)%nat -> (block_of i < 2)%nat) as H by (intros i Hi; unfold block_of; lia).
  split; [exact H|]. split; [exact one_some|]. rewrite <- one_lost.
  now apply (divergence 3 one_block 2 block_of only_first H one_some).
Qed.

(* tail-mass: -ln(1 - tau) for KL, as if the block were dropped. *)
Example mutant_tail_mass : kl 3 (p 3 (compensated 3 one_block block_of only_first)) (p 3 one_block) <>
  Some (- ln (1 - tau 3 one_block (kept block_of only_first))).
Proof.
  destruct witness as (_ & _ & ->). rewrite one_tau. intros E. injection E as E.
  apply (f_equal Ropp) in E. rewrite !Ropp_involutive in E. apply (f_equal exp) in E.
  rewrite !exp_ln in E by lra. lra.
Qed.
