(* variance-bound: 0 < tau < 1: |err| <= sqrt(tau/(1-tau)) sqrt(Var_P(V)) *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows values.
From Tailmass.lemmas Require Import sums softmax vectors means examples.
Open Scope R_scope.

Section Row.
  Variables n d : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Variable v : nat -> vector.
  Hypothesis some : keeps_some n s kept.
  Local Notation p := (rows.p n s).
  Local Notation tau := (rows.tau n s kept).
  Hypothesis tau_range : 0 < tau < 1.
  Local Notation err := (values.err n s kept v).
  Local Notation mu_H := (values.mu_H n s kept v).
  Local Notation mu_T := (values.mu_T n s kept v).
  Local Notation Var_P := (values.Var_P n d s v).
  Local Notation Var_H := (values.Var_H n d s kept v).
  Local Notation Var_T := (values.Var_T n d s kept v).

  Lemma conditional_nonneg : 0 <= (1 - tau) * Var_H /\ 0 <= tau * Var_T.
  Proof.
    assert (forall h c, 0 <= over n h (fun i => p i * square d (sub (v i) c))) as N.
    { intros h c. apply over_nonneg. intros i Hi K. apply Rmult_le_pos;
      [now apply (p_nonneg n s kept)|apply dot_pos]. }
    split; (apply Rmult_le_pos; [lra|apply div_nonneg; [apply N|lra]]).
  Qed.

  (* Equality exactly when both conditional variances are 0. *)
  Theorem variance_bound :
    norm d err <= sqrt (tau / (1 - tau)) * sqrt Var_P /\
    (norm d err = sqrt (tau / (1 - tau)) * sqrt Var_P <-> Var_H = 0 /\ Var_T = 0).
  Proof.
    pose proof conditional_nonneg as [NH NT]. pose proof (norm_pos d err) as NE.
    assert (0 < tau / (1 - tau)) as O by (apply Rdiv_lt_0_compat; lra).
    pose proof (squared_error n d s kept v some tau_range) as E.
    assert (0 <= Var_P) as NP.
    { rewrite (decomposition n d s kept v some tau_range).
      assert (0 <= tau * (1 - tau) * square d (sub mu_T mu_H)) by (apply Rmult_le_pos; [nra|apply dot_pos]).
        lra. }
    rewrite <- sqrt_mult by lra. rewrite <- (sqrt_square (norm d err)) by assumption. rewrite E. split.
    - apply sqrt_le_1_alt. apply Rmult_le_compat_l; lra.
    - split.
      + intros Q. apply sqrt_inj in Q; [|rewrite <- E; nra|apply Rmult_le_pos; lra].
        apply Rmult_eq_reg_l in Q; [|lra].
        assert ((1 - tau) * Var_H = 0) as ZH by lra. assert (tau * Var_T = 0) as ZT by lra.
        apply Rmult_integral in ZH, ZT. lra.
      + intros [-> ->]. f_equal. lra.
  Qed.
End Row.

Example witness : keeps_some 2 flat (first 1) /\ 0 < tau 2 flat (first 1) < 1 /\
  Var_H 2 1 flat (first 1) apart = 0 /\ Var_T 2 1 flat (first 1) apart = 0.
Proof.
  split; [exact flat_some|]. split; [exact flat_range|].
  unfold Var_H, Var_T, mu_H, mu_T, square, dot, sub, apart. compute_row. split; field.
Qed.

(* tightened: 0.99 of the bound. *)
Example mutant_tightened : ~ norm 1 (err 2 flat (first 1) apart) <=
  99 / 100 * (sqrt (tau 2 flat (first 1) / (1 - tau 2 flat (first 1))) * sqrt (Var_P 2 1 flat apart)).
Proof.
  destruct witness as (_ & _ & E). apply (variance_bound 2 1 flat (first 1) apart flat_some flat_range) in E.
  rewrite <- E, apart_norm. lra.
Qed.
