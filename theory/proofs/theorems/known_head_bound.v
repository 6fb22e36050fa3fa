(* known-head-bound: tau_k <= T/(Z_H + T), Z_H = sum over the head of e^{s_j}, T = (n_f - k) e^{s_(k+1)} *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax ordered odds examples.
Open Scope R_scope.

(* x = s_(k), y = s_(k+1). Equality exactly when the finite tail is constant. *)
Theorem known_head_bound n s kept k x y :
  top_k n s kept k -> (1 <= k < n_f n s)%nat -> order_statistic n s k x -> order_statistic n s (k + 1) y ->
  let Z_H := over n kept (w s) in
  let T := (INR (n_f n s) - INR k) * exp y in
  tau n s kept <= T / (Z_H + T) /\
  (tau n s kept = T / (Z_H + T) <->
   forall j, (j < n)%nat -> kept j = false -> s j = None \/ s j = Some y).
Proof.
  intros is_top_k B X Y. cbv zeta. pose proof (counts_pos n s k B) as [_ Q]. pose proof (exp_pos y).
  pose proof (some n s kept k x is_top_k B X) as K. pose proof (head_weight n s kept K) as P.
  pose proof (tail_at_most_ n s kept k x y is_top_k B X Y) as T. split.
  - apply tau_at_most; auto. lra.
  - rewrite tau_is_most; auto; [|now apply Rmult_lt_0_compat|lra].
    rewrite <- (tail_most n s kept k x y is_top_k B X). split.
    + intros [_ E] j Hj N. assert (outside kept j = true) as O by (unfold outside; now rewrite N).
      pose proof (over_equal _ _ _ _ (tail_terms n s kept k y is_top_k B Y) E j Hj O) as F. unfold w in F.
      destruct (s j) as [z|]; [right|now left]. cbn in F. apply exp_inv in F. now subst.
    + intros E. split; [reflexivity|]. apply over_ext. intros j Hj O. unfold outside in O. unfold w.
      destruct (E j Hj) as [->| ->]; [now destruct (kept j)|reflexivity|reflexivity].
Qed.

Example witness : top_k 2 flat (first 1) 1 /\ (1 <= 1 < n_f 2 flat)%nat /\ order_statistic 2 flat 1 0 /\
  order_statistic 2 flat (1 + 1) 0 /\
  tau 2 flat (first 1) = (INR (n_f 2 flat) - INR 1) * exp 0 /
    (over 2 (first 1) (w flat) + (INR (n_f 2 flat) - INR 1) * exp 0).
Proof.
  split; [exact flat_top|]. rewrite flat_count. split; [lia|]. split; [apply flat_score; lia|].
  split; [apply flat_score; lia|]. rewrite flat_tau. compute_row. cbn [INR]. field.
Qed.

(* one-key-less: n_f - k - 1 for n_f - k. *)
Example mutant_one_key_less : ~ tau 2 flat (first 1) <= (INR (n_f 2 flat) - INR 1 - 1) * exp 0 /
  (over 2 (first 1) (w flat) + (INR (n_f 2 flat) - INR 1 - 1) * exp 0).
Proof.
  rewrite flat_tau, flat_count. cbn [INR]. replace ((1 + 1 - 1 - 1) * exp 0) with 0 by ring.
  unfold Rdiv at 2. rewrite Rmult_0_l. lra.
Qed.
