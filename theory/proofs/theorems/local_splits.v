(* local-splits: parts b of a row with P(b) = w_b > 0, each keeping some of its mass and dropping tau_b of it,
   renormalised by itself and merged with the weights w_b; tau = sum w_b tau_b: TV(P, P^) = tau, |err|
   <= sum w_b tau_b diam_b, KL(P^ || P) = -sum w_b ln(1 - tau_b) >= -ln(1 - tau) *)
(* Part b of the row is the row with all other keys masked: its softmax is P within b, its tail mass tau_b,
   its
   truncation renormalised by itself. Key i is in part (part i), of B parts. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.theorems Require tv_is_tail_mass diameter_bound.
From Tailmass.definitions Require Import rows values.
From Tailmass.lemmas Require Import sums softmax calculus odds divergences vectors examples.
Open Scope R_scope.

Section Row.
  Variables n d : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Variable B : nat.
  Variable part : nat -> nat.
  Hypothesis parts : forall i, (i < n)%nat -> (part i < B)%nat.

  Definition local (b i : nat) : score := if Nat.eqb (part i) b then s i else None.
  Definition in_part (b i : nat) : bool := Nat.eqb (part i) b.
  Definition w_b (b : nat) : R := over n (in_part b) (p n s).
  Definition tau_b (b : nat) : R := tau n (local b) kept.
  (* P^ of all parts: each truncated and renormalised by itself, then merged. *)
  Definition merged (i : nat) : R := w_b (part i) * p_hat n (local (part i)) kept i.
  Hypothesis keeps : forall b, (b < B)%nat -> keeps_some n (local b) kept.
  Hypothesis some_part : (0 < B)%nat.

  Lemma whole_keeps : keeps_some n s kept.
  Proof.
    destruct (keeps 0%nat some_part) as (i & Hi & K & F). exists i. split; [assumption|]. split;
      [assumption|].
    unfold local in F. destruct (Nat.eqb (part i) 0); [assumption|discriminate].
  Qed.
  Lemma local_Z b : Z n (local b) = over n (in_part b) (w s).
  Proof. apply sum_ext. intros i _. unfold w, local, in_part. now destruct (Nat.eqb (part i) b). Qed.
  Lemma w_b_is b : w_b b = Z n (local b) / Z n s.
  Proof. unfold w_b. now rewrite mass_is, local_Z. Qed.
  Lemma w_b_pos b : (b < B)%nat -> 0 < w_b b.
  Proof.
    intros Hb. rewrite w_b_is. apply Rdiv_lt_0_compat;
      [exact (Z_pos n _ kept (keeps b Hb))|exact (Z_pos n s kept whole_keeps)].
  Qed.
  (* w_b times the softmax within b. *)
  Lemma local_p b i : (b < B)%nat -> w_b b * p n (local b) i = if Nat.eqb (part i) b then p n s i else 0.
  Proof.
    intros Hb. rewrite w_b_is. unfold p, w, local at 2. pose proof (Z_pos n _ kept (keeps b Hb)).
    pose proof (Z_pos n s kept whole_keeps). destruct (Nat.eqb (part i) b); cbn [weight]; field; lra.
  Qed.
  (* A sum over the keys by parts. *)
  Lemma by_parts (f : nat -> R) : sum n f = sum B (fun b => sum n (fun i => if Nat.eqb (part i) b then f i
    else 0)).
  Proof.
    rewrite <- sum_swap. apply sum_ext. intros i Hi. now rewrite (sum_delta B (fun _ => f i)) by now apply
      parts.
  Qed.
  Lemma weights : sum B w_b = 1.
  Proof.
    rewrite <- (p_sum n s kept whole_keeps), (by_parts (p n s)). reflexivity.
  Qed.
  Lemma tau_is : tau n s kept = sum B (fun b => w_b b * tau_b b).
  Proof.
    unfold tau at 1, over. rewrite by_parts. apply sum_ext. intros b Hb. unfold tau_b, tau.
    rewrite <- over_scal. apply sum_ext. intros i _. rewrite local_p by assumption.
    destruct (Nat.eqb (part i) b), (outside kept i); reflexivity.
  Qed.
  Lemma tau_b_range b : (b < B)%nat -> 0 <= tau_b b < 1.
  Proof.
    intros Hb. pose proof (head_pos n _ kept (keeps b Hb)). pose proof (tau_nonneg n _ kept (keeps b Hb)).
    unfold tau_b. lra.
  Qed.
  Lemma local_none b i : part i <> b -> p n (local b) i = 0 /\ p_hat n (local b) kept i = 0.
  Proof.
    intros N. assert (p n (local b) i = 0) as E.
    { unfold p, w, local. destruct (Nat.eqb_spec (part i) b); [contradiction|]. cbn. unfold Rdiv. lra. }
    split; [exact E|]. unfold p_hat. rewrite E. destruct (kept i); [unfold Rdiv|]; lra.
  Qed.
  Lemma merged_is i : (i < n)%nat -> merged i = sum B (fun b => w_b b * p_hat n (local b) kept i).
  Proof.
    intros Hi. unfold merged. rewrite <- (sum_delta B (fun b => w_b b * p_hat n (local b) kept i)) by now
      apply parts.
    apply sum_ext. intros b _. destruct (Nat.eqb_spec (part i) b) as [|N]; [reflexivity|].
    destruct (local_none b i N) as [_ ->]. lra.
  Qed.

  Lemma variation : total_variation n (p n s) merged = tau n s kept.
  Proof.
    rewrite tau_is. unfold total_variation. rewrite by_parts, <- sum_scal. apply sum_ext. intros b Hb.
    unfold tau_b. rewrite <- (tv_is_tail_mass.tv_is_tail_mass n (local b) kept (keeps b Hb)).
    unfold total_variation. rewrite <- Rmult_assoc, (Rmult_comm (w_b b)), Rmult_assoc, <- !sum_scal.
    apply sum_ext. intros i Hi. destruct (Nat.eqb_spec (part i) b) as [E|N].
    - unfold merged. rewrite E. pose proof (local_p b i Hb) as L. rewrite <- E, Nat.eqb_refl, E in L.
      rewrite <- L, <- Rmult_minus_distr_l, Rabs_mult, (Rabs_right (w_b b)); [reflexivity|].
      pose proof (w_b_pos b Hb). lra.
    - destruct (local_none b i N) as [-> ->]. rewrite Rminus_eq_0, Rabs_R0. lra.
  Qed.

  Variable v : nat -> vector.
  Definition output : vector := fun a => sum n (fun i => merged i * v i a).
  Lemma error_is a : sub (attention n s v) output a = sum B (fun b => w_b b * err n (local b) kept v a).
  Proof.
    unfold sub, attention, output. rewrite <- sum_minus, by_parts. apply sum_ext. intros b Hb.
    unfold err, sub, attention, truncated. rewrite <- sum_minus, <- sum_scal. apply sum_ext. intros i Hi.
    pose proof (local_p b i Hb) as L. destruct (Nat.eqb_spec (part i) b) as [E|N].
    - rewrite <- L. unfold merged. rewrite E. ring.
    - destruct (local_none b i N) as [-> ->]. ring.
  Qed.
  Lemma local_error b D : (b < B)%nat -> across n d (local b) kept v D ->
    norm d (err n (local b) kept v) <= tau_b b * D.
  Proof.
    intros Hb A. pose proof (tau_b_range b Hb) as [T U]. destruct T as [T|T].
    - apply (diameter_bound.bound_holds n d (local b) kept v (keeps b Hb)); [unfold tau_b in *;
      lra|assumption].
    - (* nothing is dropped *)
      rewrite <- T. rewrite Rmult_0_l.
      assert (norm d (err n (local b) kept v) = 0) as ->; [|lra].
      rewrite (norm_ext d _ (scale 0 (fun _ => 0))); [rewrite norm_scale, Rabs_R0; ring|]. intros a.
      unfold scale, err, sub, attention, truncated. rewrite <- sum_minus, Rmult_0_l.
      transitivity (sum n (fun _ => 0)); [|apply sum_zero]. apply sum_ext. intros i Hi.
      enough (p n (local b) i = p_hat n (local b) kept i) as -> by lra. unfold p_hat.
      rewrite (head_mass n _ kept (keeps b Hb)). unfold tau_b in T. rewrite <- T. destruct (kept i) eqn:K;
        [field|].
      apply Rle_antisym; [|now apply (p_nonneg n _ kept (keeps b Hb))]. rewrite T.
      apply (over_at_least_one n (outside kept) (p n (local b)) i); auto; [|unfold outside; now rewrite K].
      intros. now apply (p_nonneg n _ kept (keeps b Hb)).
  Qed.
  Lemma error_holds (D : nat -> R) : (forall b, (b < B)%nat -> across n d (local b) kept v (D b)) ->
    norm d (sub (attention n s v) output) <= sum B (fun b => w_b b * tau_b b * D b).
  Proof.
    intros A. rewrite (norm_ext d _ (total B (fun b => scale (w_b b) (err n (local b) kept v)))).
    - eapply Rle_trans; [apply norm_total|]. apply sum_le. intros b Hb. rewrite norm_scale.
      pose proof (w_b_pos b Hb). rewrite Rabs_right, Rmult_assoc by lra. apply Rmult_le_compat_l; [lra|].
      now apply local_error, A.
    - intros a. now rewrite error_is.
  Qed.

  Lemma merged_quotient i : (i < n)%nat -> merged i <> 0 ->
    p n s i <> 0 /\ merged i / p n s i = / (1 - tau_b (part i)).
  Proof.
    intros Hi N. pose proof (parts i Hi) as Hb. pose proof (local_p (part i) i Hb) as L. rewrite Nat.eqb_refl
      in L.
    unfold merged, p_hat in *. rewrite (head_mass n _ kept (keeps _ Hb)) in *.
    pose proof (tau_b_range _ Hb) as R. unfold tau_b in *. pose proof (w_b_pos _ Hb).
    destruct (kept i); [|lra]. rewrite <- L.
    assert (p n (local (part i)) i <> 0) as Q by (intros E; rewrite E in N; unfold Rdiv in N; lra).
    split; [apply Rmult_integral_contrapositive; split; lra|]. field. repeat split; lra.
  Qed.
  Local Notation cost := (- sum B (fun b => w_b b * ln (1 - tau_b b))).
  Lemma divergence : kl n merged (p n s) = Some cost.
  Proof.
    rewrite (kl_finite n merged (p n s) (fun i => merged i * - ln (1 - tau_b (part i)))).
    - f_equal. rewrite by_parts.
      transitivity (sum B (fun b => -1 * (w_b b * ln (1 - tau_b b)))); [|rewrite sum_scal; ring].
      apply sum_ext. intros b Hb.
      transitivity (- ln (1 - tau_b b) * w_b b * sum n (p_hat n (local b) kept));
        [|rewrite p_hat_sum by (now apply keeps); ring].
      rewrite <- sum_scal. apply sum_ext. intros i Hi. destruct (Nat.eqb_spec (part i) b) as [E|N].
      + unfold merged. rewrite E. ring.
      + destruct (local_none b i N) as [_ ->]. ring.
    - intros i Hi. unfold kl_term. destruct (Req_EM_T (merged i) 0) as [E|E]; [rewrite E; f_equal; lra|].
      destruct (merged_quotient i Hi E) as [N ->]. destruct (Req_EM_T (p n s i) 0); [contradiction|].
      f_equal. rewrite ln_Rinv; [reflexivity|]. pose proof (tau_b_range _ (parts i Hi)). lra.
  Qed.
  (* Local renormalisation costs more, but where all tau_b are equal: ln is concave. *)
  Lemma tangent b : (b < B)%nat -> let t := tau n s kept in
    w_b b * ln (1 - tau_b b) <= w_b b * ln (1 - t) + / (1 - t) * (w_b b * (1 - tau_b b)) - w_b b.
  Proof.
    intros Hb. cbv zeta. pose proof (head_pos n s kept whole_keeps) as P. pose proof (tau_b_range b Hb) as R.
    pose proof (w_b_pos b Hb) as W. set (t := tau n s kept) in *.
    assert (0 < (1 - tau_b b) / (1 - t)) as Q by (apply Rdiv_lt_0_compat; lra).
    pose proof (ln_le _ Q) as L. rewrite ln_quotient in L by lra.
    apply (Rmult_le_compat_l (w_b b)) in L; [|lra]. unfold Rdiv in L. lra.
  Qed.
  Lemma tangent_sum : let t := tau n s kept in
    sum B (fun b => w_b b * ln (1 - t) + / (1 - t) * (w_b b * (1 - tau_b b)) - w_b b) = ln (1 - t).
  Proof.
    cbv zeta. pose proof (head_pos n s kept whole_keeps) as P. set (t := tau n s kept) in *.
    rewrite sum_minus, sum_plus, sum_scal, weights.
    rewrite (sum_ext B (fun b => w_b b * ln (1 - t)) (fun b => ln (1 - t) * w_b b)) by (intros; ring).
    rewrite sum_scal, weights.
    rewrite (sum_ext B (fun b => w_b b * (1 - tau_b b)) (fun b => w_b b - w_b b * tau_b b)) by (intros; ring).
    rewrite sum_minus, weights, <- tau_is. fold t. field. lra.
  Qed.
  Lemma costs_more : - ln (1 - tau n s kept) <= cost.
  Proof.
    apply Ropp_le_contravar. rewrite <- tangent_sum. apply sum_le. exact tangent.
  Qed.
  Lemma costs_as_much : cost = - ln (1 - tau n s kept) <-> forall b, (b < B)%nat -> tau_b b = tau n s kept.
  Proof.
    pose proof (head_pos n s kept whole_keeps) as P. split.
    - intros E b Hb. apply (f_equal Ropp) in E. rewrite !Ropp_involutive, <- tangent_sum in E.
      pose proof (sum_equal B _ _ tangent E b Hb) as F. cbn beta in F.
      pose proof (tau_b_range b Hb) as R. pose proof (w_b_pos b Hb) as W. set (t := tau n s kept) in *.
      assert (0 < (1 - tau_b b) / (1 - t)) as Q by (apply Rdiv_lt_0_compat; lra).
      enough ((1 - tau_b b) / (1 - t) = 1) as G.
      { apply (f_equal (Rmult (1 - t))) in G.
        replace ((1 - t) * ((1 - tau_b b) / (1 - t))) with (1 - tau_b b) in G by (field; lra). lra. }
      apply ln_equal; [exact Q|]. rewrite ln_quotient by lra. apply (Rmult_eq_reg_l (w_b b)); [|lra].
      unfold Rdiv. lra.
    - intros E. f_equal. rewrite (sum_ext B _ (fun b => ln (1 - tau n s kept) * w_b b)).
      + rewrite sum_scal, weights. lra.
      + intros b Hb. rewrite E by assumption. ring.
  Qed.

  (* The last with equality exactly when the tau_b are equal: to tau, then, as it is their mean. *)
  Theorem local_splits :
    tau n s kept = sum B (fun b => w_b b * tau_b b) /\
    total_variation n (p n s) merged = tau n s kept /\
    (forall D, (forall b, (b < B)%nat -> across n d (local b) kept v (D b)) ->
       norm d (sub (attention n s v) output) <= sum B (fun b => w_b b * tau_b b * D b)) /\
    kl n merged (p n s) = Some cost /\ - ln (1 - tau n s kept) <= cost /\
    (cost = - ln (1 - tau n s kept) <-> forall b, (b < B)%nat -> tau_b b = tau n s kept).
  Proof.
    split; [exact tau_is|]. split; [exact variation|]. split; [exact error_holds|].
    split; [exact divergence|]. split; [exact costs_more|exact costs_as_much].
  Qed.
End Row.

(* Keys 0 and 1 are part 0, of which the first is kept; keys 2 and 3 are part 1, kept whole. *)
Definition four : nat -> score := row (Some 0 :: Some 0 :: Some 0 :: Some 0 :: nil).
Definition three (i : nat) : bool := negb (Nat.eqb i 1).
Lemma four_parts : (forall i, (i < 4)%nat -> (Nat.div2 i < 2)%nat) /\
  (forall b, (b < 2)%nat -> keeps_some 4 (local four Nat.div2 b) three).
Proof.
  split; [intros i Hi; each i; cbn; lia|]. intros b Hb. each b; [exists 0%nat|exists 2%nat]; repeat split;
    lia.
Qed.
Lemma four_tau : tau_b 4 four three Nat.div2 0 = 1 / 2 /\ tau_b 4 four three Nat.div2 1 = 0 /\
  tau 4 four three = 1 / 4.
Proof.
  unfold tau_b, four, three, local. repeat split; compute_row; cbn [Nat.eqb negb Nat.div2 weight]; rewrite
    ?exp_0; field.
Qed.
Example witness : (forall i, (i < 4)%nat -> (Nat.div2 i < 2)%nat) /\
  (forall b, (b < 2)%nat -> keeps_some 4 (local four Nat.div2 b) three) /\ (0 < 2)%nat /\
  0 < tau 4 four three < 1.
Proof.
  destruct four_parts as [A B]. destruct four_tau as (_ & _ & T). split; [exact A|]. split; [exact B|].
    split; [lia|].
  rewrite T. lra.
Qed.

(* no-more: local renormalisation claimed to cost no more. *)
Example mutant_no_more :
  ~ - sum 2 (fun b => w_b 4 four Nat.div2 b * ln (1 - tau_b 4 four three Nat.div2 b)) <= - ln (1 - tau 4 four
    three).
Proof.
  destruct four_parts as [A B]. destruct four_tau as (T0 & T1 & T). intros H.
  assert (0 < 2)%nat as P by lia.
  pose proof (costs_more 4 four three 2 Nat.div2 A B P) as M.
  destruct (costs_as_much 4 four three 2 Nat.div2 A B P) as [E _].
  specialize (E ltac:(lra) 0%nat P). lra.
Qed.
