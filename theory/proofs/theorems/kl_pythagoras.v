(* kl-pythagoras: supp Q in the head: KL(Q || P) = KL(Q || P^) + KL(P^ || P) *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax divergences examples.
Open Scope R_scope.

Section Row.
  Variable n : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Hypothesis some : keeps_some n s kept.
  Local Notation p := (rows.p n s).
  Local Notation p_hat := (rows.p_hat n s kept).
  Local Notation tau := (rows.tau n s kept).

  Theorem kl_pythagoras q : sum n q = 1 -> (forall i, (i < n)%nat -> 0 <= q i) ->
    (forall i, (i < n)%nat -> kept i = false -> q i = 0) ->
    kl n q p = plus (kl n q p_hat) (kl n p_hat p).
  Proof.
    intros Q N S. rewrite (kl_is_minus_log n s kept some).
    replace (- ln (1 - tau)) with (- ln (1 - tau) * sum n q) by (rewrite Q; lra). apply kl_shift.
    pose proof (head_pos n s kept some) as P. pose proof (head_mass n s kept some) as M.
    intros i Hi. unfold kl_term. destruct (Req_EM_T (q i) 0) as [->|E]; [cbn; f_equal; lra|].
    unfold rows.p_hat. destruct (kept i) eqn:K; [|now elim E; apply S]. rewrite M.
    pose proof (p_nonneg n s kept some i) as Np. specialize (N i Hi).
    destruct (Req_EM_T (p i) 0) as [F|F].
    - destruct (Req_EM_T (p i / (1 - tau)) 0) as [G|G]; [reflexivity|]. elim G. rewrite F. unfold Rdiv. lra.
    - assert (0 < p i / (1 - tau)) by (apply Rdiv_lt_0_compat; lra).
      destruct (Req_EM_T (p i / (1 - tau)) 0) as [G|G]; [lra|]. cbn. f_equal.
      assert (0 < q i / (p i / (1 - tau))) by (apply Rdiv_lt_0_compat; lra).
      replace (q i / p i) with (q i / (p i / (1 - tau)) * / (1 - tau)) by (field; lra).
      rewrite ln_mult by (assumption || now apply Rinv_0_lt_compat). rewrite ln_Rinv by assumption. lra.
  Qed.

End Row.

Example witness : keeps_some 2 flat (first 1) /\ sum 2 (fun i => if first 1 i then 1 else 0) = 1 /\
  kl 2 (fun i => if first 1 i then 1 else 0) (p 2 flat) = Some (ln 2).
Proof.
  split; [apply flat_some|]. split; [compute_row; lra|].
  rewrite (kl_finite 2 _ _ (fun i => if first 1 i then ln 2 else 0)); [compute_row; f_equal; lra|].
  intros i Hi. unfold kl_term. each i; compute_row; decide_all.
  - f_equal. replace (1 / (1 / (0 + 1 + 1))) with 2 by field. lra.
  - reflexivity.
Qed.

(* dropped-leg: KL(P^ || P) left out, at Q = P^. *)
Example mutant_dropped_leg : let q := p_hat 2 flat (first 1) in kl 2 q q = Some 0 /\ kl 2 q (p 2 flat) <> kl
  2 q q.
Proof.
  cbv zeta. assert (kl 2 (p_hat 2 flat (first 1)) (p_hat 2 flat (first 1)) = Some 0) as E.
  { rewrite (kl_finite 2 _ _ (fun _ => 0)); [now rewrite sum_zero|]. intros i _. unfold kl_term.
    destruct (Req_EM_T (p_hat 2 flat (first 1) i) 0) as [F|F]; [reflexivity|].
    unfold Rdiv. rewrite Rinv_r, ln_1 by assumption. f_equal. lra. }
  split; [exact E|]. rewrite E, kl_is_minus_log by apply flat_some. rewrite flat_tau. intros H.
    injection H as H.
  replace (1 - 1 / 2) with (/ 2) in H by lra. rewrite ln_Rinv in H by lra.
  pose proof (ln_increasing 1 2). rewrite ln_1 in *. lra.
Qed.
