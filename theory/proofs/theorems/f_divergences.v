(* f-divergences: D_f(P^ || P) = (1-tau) f(1/(1-tau)) + tau f(0): chi2 = tau/(1-tau); H^2 = 1 -
   sqrt(1-tau); Renyi_a(P^ || P) = -ln(1-tau) for every a; Renyi_a(P || P^) = -(a/(1-a)) ln(1-tau), 0 < a <
   1; JS *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax divergences examples.
Open Scope R_scope.

(* x^a with 0^a = 0, so that a sum of such terms runs over a support. *)
Definition power (x a : R) : R := if Req_EM_T x 0 then 0 else exp (a * ln x).
Lemma power_scale x c a b : 0 <= x -> 0 < c -> power (x * c) a * power x b = exp (a * ln c) * power x (a + b).
Proof.
  intros X C. unfold power. destruct (Req_EM_T x 0) as [->|E].
  - rewrite Rmult_0_l. destruct (Req_EM_T 0 0); [|easy]. lra.
  - assert (0 < x) by lra. assert (0 < x * c) by now apply Rmult_lt_0_compat.
    destruct (Req_EM_T (x * c) 0); [lra|]. rewrite ln_mult, <- !exp_plus by assumption. f_equal. ring.
Qed.
Lemma power_one x : 0 <= x -> power x 1 = x.
Proof. intros X. unfold power. destruct (Req_EM_T x 0); [lra|]. rewrite Rmult_1_l. apply exp_ln. lra. Qed.
Definition renyi (n : nat) (a : R) (q p : nat -> R) : R :=
  ln (sum n (fun i => power (q i) a * power (p i) (1 - a))) / (a - 1).

Section Row.
  Variable n : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Hypothesis some : keeps_some n s kept.
  Local Notation p := (rows.p n s).
  Local Notation p_hat := (rows.p_hat n s kept).
  Local Notation tau := (rows.tau n s kept).

  (* --- f-divergences: any f, D_f(P^ || P) = (1 - tau) f(1/(1-tau)) + tau f(0) --- *)
  Theorem f_divergence f :
    sum n (fun i => p i * f (p_hat i / p i)) = (1 - tau) * f (/ (1 - tau)) + tau * f 0.
  Proof.
    pose proof (head_pos n s kept some) as Hpos. pose proof (head_mass n s kept some) as Hm.
    rewrite (split n kept). f_equal.
    - rewrite <- Hm at 1. rewrite (over_ext n kept _ (fun i => f (/ (1 - tau)) * p i)); [rewrite over_scal;
        lra|].
      intros i _ K. unfold rows.p_hat. rewrite K, Hm. destruct (Req_dec (p i) 0) as [->|E]; [lra|].
      replace (p i / (1 - tau) / p i) with (/ (1 - tau)) by (field; lra). lra.
    - rewrite (over_ext n (outside kept) _ (fun i => f 0 * p i)); [rewrite over_scal; unfold rows.tau; lra|].
      intros i _ K. unfold rows.p_hat, outside in *. destruct (kept i); [easy|].
      unfold Rdiv. rewrite Rmult_0_l. lra.
  Qed.
  Theorem chi2 : sum n (fun i => p i * ((p_hat i / p i - 1) * (p_hat i / p i - 1))) = tau / (1 - tau).
  Proof.
    pose proof (head_pos n s kept some). rewrite (f_divergence (fun t => (t - 1) * (t - 1))). field. lra.
  Qed.
  Theorem hellinger : 1 - sum n (fun i => sqrt (p i * p_hat i)) = 1 - sqrt (1 - tau).
  Proof.
    pose proof (head_pos n s kept some) as Hpos. pose proof (head_mass n s kept some) as Hm. f_equal.
    transitivity (over n kept (fun i => / sqrt (1 - tau) * p i)).
    - apply sum_ext. intros i _. unfold rows.p_hat. pose proof (p_nonneg n s kept some i) as P.
      destruct (kept i); [|now rewrite Rmult_0_r, sqrt_0]. rewrite Hm.
      replace (p i * (p i / (1 - tau))) with ((p i * p i) / (1 - tau)) by (field; lra).
      rewrite sqrt_div_alt by lra. rewrite sqrt_square by assumption. unfold Rdiv. lra.
    - rewrite over_scal, Hm. pose proof (sqrt_lt_R0 _ Hpos).
      rewrite <- (sqrt_sqrt (1 - tau)) at 2 by lra. field. lra.
  Qed.


  Lemma renyi_forward a : a <> 1 -> renyi n a p_hat p = - ln (1 - tau).
  Proof.
    intros A. pose proof (head_pos n s kept some) as Hpos. pose proof (head_mass n s kept some) as Hm.
    unfold renyi. replace (sum n _) with (exp ((1 - a) * ln (1 - tau))); [rewrite ln_exp; field; lra|].
    transitivity (over n kept (fun i => exp (a * ln (/ (1 - tau))) * p i)).
    - rewrite over_scal, Hm, ln_Rinv by assumption. rewrite <- (exp_ln (1 - tau)) at 3 by assumption.
      rewrite <- exp_plus. f_equal. ring.
    - apply sum_ext. intros i _. unfold rows.p_hat. destruct (kept i).
      + pose proof (p_nonneg n s kept some i) as Np. rewrite Hm. unfold Rdiv.
        rewrite power_scale by (assumption || now apply Rinv_0_lt_compat).
        replace (a + (1 - a)) with 1 by ring. now rewrite power_one.
      + unfold power at 1. destruct (Req_EM_T 0 0); [|easy]. lra.
  Qed.
  Lemma renyi_backward a : a <> 1 -> renyi n a p p_hat = - (a / (1 - a)) * ln (1 - tau).
  Proof.
    intros A. pose proof (head_pos n s kept some) as Hpos. pose proof (head_mass n s kept some) as Hm.
    unfold renyi. replace (sum n _) with (exp (a * ln (1 - tau))); [rewrite ln_exp; field; lra|].
    transitivity (over n kept (fun i => exp ((1 - a) * ln (/ (1 - tau))) * p i)).
    - rewrite over_scal, Hm, ln_Rinv by assumption. rewrite <- (exp_ln (1 - tau)) at 3 by assumption.
      rewrite <- exp_plus. f_equal. ring.
    - apply sum_ext. intros i _. unfold rows.p_hat. destruct (kept i).
      + pose proof (p_nonneg n s kept some i) as Np. rewrite Hm. unfold Rdiv.
          rewrite (Rmult_comm (power _ _)).
        rewrite power_scale by (assumption || now apply Rinv_0_lt_compat).
        replace (1 - a + a) with 1 by ring. now rewrite power_one.
      + unfold power at 2. destruct (Req_EM_T 0 0); [|easy]. lra.
  Qed.

  Lemma jensen_shannon : exists a b,
    kl n p (fun i => (p i + p_hat i) / 2) = Some a /\ kl n p_hat (fun i => (p i + p_hat i) / 2) = Some b /\
    (a + b) / 2 = / 2 * ((1 - tau) * ln (2 * (1 - tau) / (2 - tau)) + tau * ln 2 + ln (2 / (2 - tau))).
  Proof.
    pose proof (head_pos n s kept some) as Hpos. pose proof (head_mass n s kept some) as Hm.
    pose proof (tau_nonneg n s kept some) as T.
    exists (sum n (fun i => (if kept i then ln (2 * (1 - tau) / (2 - tau)) * p i else 0) +
                            (if outside kept i then ln 2 * p i else 0))), (sum n (fun i => ln (2 / (2 - tau))
                              * p_hat i)).
    split; [|split].
    - apply kl_finite. intros i _. pose proof (p_nonneg n s kept some i) as Np.
        unfold kl_term, rows.p_hat, outside.
      destruct (Req_EM_T (p i) 0) as [E|E]; [rewrite E; destruct (kept i); cbn; f_equal; lra|].
      destruct (kept i); cbn [negb].
      + rewrite Hm. assert (0 < p i / (1 - tau)) by (apply Rdiv_lt_0_compat; lra).
        destruct (Req_EM_T ((p i + p i / (1 - tau)) / 2) 0); [lra|]. f_equal.
        replace ((p i + p i / (1 - tau)) / 2) with (p i * ((2 - tau) / (2 * (1 - tau)))) by (field; lra).
        replace (p i / _) with (2 * (1 - tau) / (2 - tau)) by (field; lra). lra.
      + destruct (Req_EM_T ((p i + 0) / 2) 0); [lra|]. f_equal.
        replace (p i / ((p i + 0) / 2)) with 2 by (field; lra). lra.
    - apply kl_finite. intros i _. pose proof (p_nonneg n s kept some i) as Np. unfold kl_term.
      destruct (Req_EM_T (p_hat i) 0) as [->|E]; [f_equal; lra|]. unfold rows.p_hat in *.
      destruct (kept i); [|easy]. rewrite Hm in *.
      assert (p i <> 0) by (intros F; apply E; rewrite F; unfold Rdiv; lra).
      assert (0 < p i / (1 - tau)) by (apply Rdiv_lt_0_compat; lra).
      destruct (Req_EM_T ((p i + p i / (1 - tau)) / 2) 0); [lra|]. f_equal.
      replace ((p i + p i / (1 - tau)) / 2) with (p i / (1 - tau) * ((2 - tau) / 2)) by (field; lra).
      replace (p i / (1 - tau) / _) with (2 / (2 - tau)) by (field; lra). lra.
    - rewrite sum_plus, sum_scal, p_hat_sum by exact some.
      fold (over n kept (fun i => ln (2 * (1 - tau) / (2 - tau)) * p i)).
      fold (over n (outside kept) (fun i => ln 2 * p i)). rewrite !over_scal, Hm. fold tau. lra.
  Qed.

  Theorem f_divergences :
    (forall f, sum n (fun i => p i * f (p_hat i / p i)) = (1 - tau) * f (/ (1 - tau)) + tau * f 0) /\
    sum n (fun i => p i * ((p_hat i / p i - 1) * (p_hat i / p i - 1))) = tau / (1 - tau) /\
    1 - sum n (fun i => sqrt (p i * p_hat i)) = 1 - sqrt (1 - tau) /\
    (forall a, a <> 1 -> renyi n a p_hat p = - ln (1 - tau)) /\
    (forall a, 0 < a < 1 -> renyi n a p p_hat = - (a / (1 - a)) * ln (1 - tau)) /\
    (exists a b,
       kl n p (fun i => (p i + p_hat i) / 2) = Some a /\ kl n p_hat (fun i => (p i + p_hat i) / 2) = Some b /\
       (a + b) / 2 = / 2 * ((1 - tau) * ln (2 * (1 - tau) / (2 - tau)) + tau * ln 2 + ln (2 / (2 - tau)))).
  Proof.
    split; [exact f_divergence|]. split; [exact chi2|]. split; [exact hellinger|]. split;
      [exact renyi_forward|].
    split; [intros a A; apply renyi_backward; lra|exact jensen_shannon].
  Qed.
End Row.

Example witness : keeps_some 2 flat (first 1) /\ tau 2 flat (first 1) / (1 - tau 2 flat (first 1)) = 1.
Proof. split; [apply flat_some|]. rewrite flat_tau. field. Qed.

(* chi2-is-tau: tau for tau/(1 - tau). *)
Example mutant_chi2_is_tau :
  let p := p 2 flat in let q := p_hat 2 flat (first 1) in
  sum 2 (fun i => p i * ((q i / p i - 1) * (q i / p i - 1))) <> tau 2 flat (first 1).
Proof. cbv zeta. rewrite chi2 by apply flat_some. rewrite flat_tau. lra. Qed.
