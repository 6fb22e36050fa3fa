(* topk-optimality: any Q with at most k atoms: TV(Q, P) >= tau_k and KL(Q || P) >= -ln(1 - tau_k) *)
(* Attained: the truncated softmax itself has k atoms, TV tau and KL -ln(1 - tau) (tv_is_tail_mass,
   tv_kl_identity). *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax divergences top_sets examples.
Open Scope R_scope.

Theorem topk_optimality n s kept k q a :
  top_k n s kept k -> keeps_some n s kept -> distribution n q ->
  (forall i, (i < n)%nat -> a i = false -> q i = 0) -> (count n a <= k)%nat ->
  tau n s kept <= total_variation n q (p n s) /\
  (forall x, kl n q (p n s) = Some x -> - ln (1 - tau n s kept) <= x).
Proof.
  intros T K [Q N] S C.
  assert (forall h, over n h (p n s) = / Z n s * over n h (w s)) as M.
  { intros h. rewrite <- over_scal. apply over_ext. intros. unfold p, Rdiv. lra. }
  pose proof (Z_pos n s kept K) as ZP.
  assert (over n a (p n s) <= over n kept (p n s)) as L.
  { rewrite !M. apply Rmult_le_compat_l; [left; now apply Rinv_0_lt_compat|].
    now apply (top_k_heaviest n s kept k). }
  assert (forall i, (i < n)%nat -> 0 <= q i /\ 0 <= p n s i) as NN.
  { intros i Hi. split; [now apply N|now apply (p_nonneg n s kept)]. }
  rewrite (head_mass n s kept K) in L. split.
  - pose proof (mass_outside_support n q (p n s) a Q (p_sum n s kept K) NN S) as O.
    pose proof (p_sum n s kept K) as P. rewrite (split n a) in P. lra.
  - intros x X. pose proof (head_pos n s kept K) as HP.
    assert (0 < over n a (p n s)) as AP.
    { (* a key with q > 0 has p > 0, as KL is finite *)
      destruct (over_some n (fun _ => true) q) as (i & Hi & _ & E).
      { change (sum n q <> 0). lra. }
      destruct (a i) eqn:A; [|now elim E; apply S].
      destruct (Req_dec (p n s i) 0) as [F|F]; [now rewrite (kl_infinite n q (p n s) i) in X|].
      destruct (NN i Hi). eapply Rlt_le_trans; [|apply (over_at_least_one n a (p n s) i); auto]; [lra|].
      intros. now apply NN. }
    pose proof (kl_of_support n q (p n s) a x Q NN S AP X) as O.
    enough (ln (over n a (p n s)) <= ln (1 - tau n s kept)) by lra.
    destruct L as [L|L]; [left; now apply ln_increasing|right; now rewrite L].
Qed.

Example witness : let q := p_hat 2 flat (first 1) in top_k 2 flat (first 1) 1 /\ keeps_some 2 flat (first 1)
  /\
  distribution 2 q /\ (forall i, (i < 2)%nat -> first 1 i = false -> q i = 0) /\ (count 2 (first 1) <= 1)%nat.
Proof.
  cbv zeta. split; [exact flat_top|]. split; [exact flat_some|]. split.
  - split; [apply p_hat_sum, flat_some|]. intros i _. unfold p_hat. destruct (first 1 i); [|lra].
    apply div_nonneg; [apply (p_nonneg 2 flat (first 1)), flat_some|].
    rewrite head_mass by apply flat_some. apply head_pos, flat_some.
  - split; [|cbn; lia]. intros i Hi E. unfold p_hat. now rewrite E.
Qed.

(* tightened-tv: 0.99 of TV(P^, P), which is tau. *)
Example mutant_tightened_tv :
  ~ tau 2 flat (first 1) <= 99 / 100 * total_variation 2 (p_hat 2 flat (first 1)) (p 2 flat).
Proof.
  rewrite flat_tau. unfold total_variation. compute_row. rewrite Rabs_right, Rabs_left by lra. lra.
Qed.
