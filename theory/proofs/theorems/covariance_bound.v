(* covariance-bound: 0 < tau < 1: |err| <= sqrt(tau/(1-tau)) sqrt(lambda), lambda the largest eigenvalue of
   Cov_P(V); err' Cov err / |err|^2 <= lambda <= tr(Cov^4)^(1/4) <= Var_P(V) *)
(* lambda is any number at least every Rayleigh quotient, as the largest eigenvalue is. Every quotient is
   at most tr(Cov^4)^(1/4), and that at most tr Cov = Var_P(V): the sense in which the chain holds without
   the spectral theorem. *)
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
  Local Notation Var_P := (values.Var_P n d s v).
  Local Notation mu := (attention n s v).
  Definition Cov (a b : nat) : R := sum n (fun i => p i * ((v i a - mu a) * (v i b - mu b))).
  (* Cov applied to a vector; x' Cov x. *)
  Definition apply_to (M : nat -> nat -> R) (x : vector) : vector := fun a => sum d (fun b => M a b * x b).
  Definition quadratic (x : vector) : R := dot d x (apply_to Cov x).
  Definition Cov2 (a b : nat) : R := sum d (fun c => Cov a c * Cov c b).
  Definition trace4 : R := sum d (fun a => sum d (fun b => Cov2 a b * Cov2 a b)).
  Local Notation e := err.

  Lemma quadratic_is x : quadratic x = sum n (fun i => p i * (dot d x (sub (v i) mu) * dot d x (sub (v i)
    mu))).
  Proof.
    unfold quadratic, apply_to, Cov. unfold dot at 1.
    transitivity (sum d (fun a => sum n (fun i => p i * (x a * (v i a - mu a)) * dot d x (sub (v i) mu)))).
    - apply sum_ext. intros a _.
      transitivity (x a * sum n (fun i => p i * (v i a - mu a) * dot d x (sub (v i) mu))).
      + f_equal. transitivity (sum d (fun b => sum n (fun i => p i * (v i a - mu a) * (x b * (v i b - mu
          b))))).
        * apply sum_ext. intros b _. rewrite Rmult_comm, <- sum_scal. apply sum_ext. intros. ring.
        * rewrite <- sum_swap. apply sum_ext. intros i _. unfold dot, sub. now rewrite <- sum_scal.
      + rewrite <- sum_scal. apply sum_ext. intros. ring.
    - rewrite <- sum_swap. apply sum_ext. intros i _.
      transitivity (p i * dot d x (sub (v i) mu) * sum d (fun a => x a * sub (v i) mu a)); [|unfold dot;
        ring].
      rewrite <- sum_scal. apply sum_ext. intros. unfold sub. ring.
  Qed.

  Lemma eigenvalue_bound lambda : (forall x, quadratic x <= lambda * dot d x x) ->
    norm d e <= sqrt (tau / (1 - tau)) * sqrt lambda.
  Proof.
    intros L.
    (* the same row with the values' coordinate along e *)
    set (v1 := fun i (a : nat) => dot d e (v i) : R).
    assert (forall (c : nat -> R) a, sum n (fun i => c i * v1 i a) = dot d e (fun b => sum n (fun i => c i *
      v i b))) as lin.
    { intros c a. unfold v1, dot.
      rewrite (sum_ext n _ (fun i => sum d (fun b => e b * (c i * v i b)))).
      - rewrite sum_swap. apply sum_ext. intros b _. now rewrite sum_scal.
      - intros i _. rewrite <- sum_scal. apply sum_ext. intros; lra. }
    assert (values.Var_P n 1 s v1 = quadratic e) as V.
    { rewrite quadratic_is. unfold values.Var_P. apply sum_ext. intros i _. f_equal.
      unfold square, dot at 1. cbn [sum].
      unfold sub. replace (attention n s v1 0%nat) with (dot d e mu) by (symmetry; apply lin).
      replace (v1 i 0%nat - dot d e mu) with (dot d e (fun a => v i a - mu a)); [lra|].
      unfold v1, dot. rewrite <- sum_minus. apply sum_ext. intros; lra. }
    pose proof (squared_error n 1 s kept v1 some tau_range) as I.
    assert (norm 1 (values.err n s kept v1) * norm 1 (values.err n s kept v1) = dot d e e * dot d e e) as E.
    { rewrite norm_sqr. unfold dot at 1. cbn [sum].
      replace (values.err n s kept v1 0%nat) with (dot d e e); [lra|].
      change (values.err n s kept v1 0%nat) with (attention n s v1 0%nat - truncated n s kept v1 0%nat).
      unfold attention at 1, truncated at 1. rewrite (lin (rows.p n s)), (lin (rows.p_hat n s kept)).
      unfold dot. rewrite <- sum_minus. apply sum_ext. intros b _.
      assert (e b = attention n s v b - truncated n s kept v b) as -> by reflexivity.
        unfold attention, truncated. ring. }
    assert (forall h c, 0 <= over n h (fun i => p i * square 1 (sub (v1 i) c))) as N.
    { intros h c. apply over_nonneg. intros i Hi K. apply Rmult_le_pos;
      [now apply (p_nonneg n s kept)|apply dot_pos]. }
    assert (0 <= (1 - tau) * values.Var_H n 1 s kept v1) by (apply Rmult_le_pos; [lra|apply div_nonneg;
      [apply N|lra]]).
    assert (0 <= tau * values.Var_T n 1 s kept v1) by (apply Rmult_le_pos; [lra|apply div_nonneg;
      [apply N|lra]]).
    assert (0 < tau / (1 - tau)) as O by (apply Rdiv_lt_0_compat; lra).
    assert (dot d e e * dot d e e <= tau / (1 - tau) * (lambda * dot d e e)) as Q.
    { rewrite <- E, I, V. apply Rmult_le_compat_l; [lra|]. pose proof (L e). lra. }
    pose proof (dot_pos d e) as P. destruct (Req_dec (dot d e e) 0) as [Z0|Z0].
    - unfold norm. rewrite Z0, sqrt_0. apply Rmult_le_pos; apply sqrt_pos.
    - assert (dot d e e <= tau / (1 - tau) * lambda) as B by (apply (Rmult_le_reg_r (dot d e e)); lra).
      assert (0 <= lambda) by (apply (Rmult_le_reg_l (tau / (1 - tau))); [assumption|]; lra).
      rewrite <- sqrt_mult by lra. unfold norm. now apply sqrt_le_1_alt.
  Qed.

  (* The square form of Cauchy-Schwarz. *)
  Lemma cauchy_square u x : dot d u x * dot d u x <= dot d u u * dot d x x.
  Proof.
    pose proof (cauchy_schwarz d u x) as A. pose proof (cauchy_schwarz d (scale (-1) u) x) as B.
    rewrite norm_scale, dot_scale, Rabs_left in B by lra.
    pose proof (norm_pos d u). pose proof (norm_pos d x). rewrite <- !norm_sqr.
    assert (0 <= norm d u * norm d x) by now apply Rmult_le_pos.
    replace (norm d u * norm d u * (norm d x * norm d x)) with ((norm d u * norm d x) * (norm d u * norm d
      x)) by ring.
    assert (0 <= (norm d u * norm d x - dot d u x) * (norm d u * norm d x + dot d u x)) by (apply
      Rmult_le_pos; lra).
    lra.
  Qed.
  Lemma Cov_sym a b : Cov a b = Cov b a.
  Proof. apply sum_ext. intros. ring. Qed.
  Lemma adjoint x y : dot d x (apply_to Cov y) = dot d (apply_to Cov x) y.
  Proof.
    unfold dot, apply_to. transitivity (sum d (fun a => sum d (fun b => x a * (Cov a b * y b)))).
    - apply sum_ext. intros a _. now rewrite sum_scal.
    - rewrite sum_swap. apply sum_ext. intros b _. rewrite Rmult_comm, <- sum_scal. apply sum_ext. intros a _.
      rewrite (Cov_sym b a). ring.
  Qed.
  Lemma twice x a : apply_to Cov (apply_to Cov x) a = apply_to Cov2 x a.
  Proof.
    unfold apply_to, Cov2. transitivity (sum d (fun c => sum d (fun b => Cov a c * (Cov c b * x b)))).
    - apply sum_ext. intros c _. now rewrite sum_scal.
    - rewrite sum_swap. apply sum_ext. intros b _. rewrite Rmult_comm, <- sum_scal. apply sum_ext. intros.
        ring.
  Qed.
  (* |M x|^2 <= (sum of the squares of M) |x|^2. *)
  Lemma frobenius (M : nat -> nat -> R) x :
    dot d (apply_to M x) (apply_to M x) <= sum d (fun a => sum d (fun b => M a b * M a b)) * dot d x x.
  Proof.
    unfold dot at 1. rewrite Rmult_comm, <- sum_scal. apply sum_le. intros a _.
    pose proof (cauchy_square (M a) x) as C. unfold dot in *. unfold apply_to. lra.
  Qed.
  Lemma fourth_power x : let q := quadratic x in let r := dot d x x in
    (q * q) * (q * q) <= trace4 * ((r * r) * (r * r)).
  Proof.
    intros q r. set (y := apply_to Cov x). set (z := apply_to Cov y).
    pose proof (dot_pos d x) as X0. fold r in X0. pose proof (dot_pos d y) as Y0.
      pose proof (dot_pos d z) as Z0.
    assert (q * q <= r * dot d y y) as A by apply cauchy_square.
    assert (dot d y y = dot d x z) as B by (unfold z; rewrite adjoint; reflexivity).
    assert (dot d x z * dot d x z <= r * dot d z z) as C by apply cauchy_square.
    assert (dot d z z <= trace4 * r) as D.
    { unfold z, y. unfold dot at 1. rewrite (sum_ext d _ (fun a => apply_to Cov2 x a * apply_to Cov2 x a))
        by (intros; now rewrite twice). apply (frobenius Cov2 x). }
    assert (0 <= q * q) by apply Rle_0_sqr. rewrite <- B in C.
    apply Rle_trans with ((r * dot d y y) * (r * dot d y y)); [apply Rmult_le_compat; assumption|].
    replace (r * dot d y y * (r * dot d y y)) with (r * r * (dot d y y * dot d y y)) by ring.
    replace (trace4 * (r * r * (r * r))) with (r * r * (r * (trace4 * r))) by ring.
    apply Rmult_le_compat_l; [now apply Rmult_le_pos|]. eapply Rle_trans; [exact C|].
      now apply Rmult_le_compat_l.
  Qed.

  Lemma Cov_diagonal a : 0 <= Cov a a.
  Proof. apply sum_nonneg. intros i _. apply Rmult_le_pos; [now apply (p_nonneg n s kept)|apply Rle_0_sqr].
    Qed.
  Lemma trace_is_variance : sum d (fun a => Cov a a) = Var_P.
  Proof.
    unfold Cov, values.Var_P. rewrite <- (sum_swap n d (fun i a => p i * ((v i a - mu a) * (v i a - mu a)))).
    apply sum_ext. intros i _. unfold square, dot, sub. now rewrite sum_scal.
  Qed.
  Lemma Cov_entry a b : Cov a b * Cov a b <= Cov a a * Cov b b.
  Proof.
    (* Cauchy-Schwarz over the keys, with weights p *)
    set (u := fun i => sqrt (p i) * (v i a - mu a)). set (x := fun i => sqrt (p i) * (v i b - mu b)).
    assert (forall f g : nat -> R, dot n (fun i => sqrt (p i) * f i) (fun i => sqrt (p i) * g i) = sum n (fun
      i => p i * (f i * g i))) as E.
    { intros f g. apply sum_ext. intros i _. pose proof (sqrt_sqrt (p i) (p_nonneg n s kept some i)) as S.
      rewrite <- S at 3. ring. }
    pose proof (cauchy_schwarz n u x) as A. pose proof (cauchy_schwarz n (scale (-1) u) x) as B.
    rewrite norm_scale, dot_scale, Rabs_left in B by lra.
    pose proof (norm_pos n u). pose proof (norm_pos n x).
    assert (0 <= norm n u * norm n x) by now apply Rmult_le_pos.
    assert (Cov a a = norm n u * norm n u) as -> by (rewrite norm_sqr; symmetry;
      apply (E (fun i => v i a - mu a))).
    assert (Cov b b = norm n x * norm n x) as -> by (rewrite norm_sqr; symmetry;
      apply (E (fun i => v i b - mu b))).
    assert (Cov a b = dot n u x) as -> by (symmetry; apply (E (fun i => v i a - mu a) (fun i => v i b - mu
      b))).
    replace (norm n u * norm n u * (norm n x * norm n x)) with ((norm n u * norm n x) * (norm n u * norm n
      x)) by ring.
    assert (0 <= (norm n u * norm n x - dot n u x) * (norm n u * norm n x + dot n u x)) by (apply
      Rmult_le_pos; lra).
    lra.
  Qed.
  Lemma trace4_most : trace4 <= (Var_P * Var_P) * (Var_P * Var_P).
  Proof.
    rewrite <- trace_is_variance. set (T := sum d (fun a => Cov a a)).
    assert (0 <= T) as T0 by (apply sum_nonneg; intros; apply Cov_diagonal).
    set (F := sum d (fun a => sum d (fun b => Cov a b * Cov a b))).
    assert (F <= T * T) as FT.
    { apply Rle_trans with (sum d (fun a => Cov a a * T)).
      - apply sum_le. intros a _. unfold T. rewrite <- sum_scal. apply sum_le. intros b _. apply Cov_entry.
      - rewrite (sum_ext d _ (fun a => T * Cov a a)) by (intros; lra). rewrite sum_scal. fold T. lra. }
    assert (forall a, 0 <= sum d (fun c => Cov a c * Cov a c)) as R0.
    { intros a. apply sum_nonneg. intros. apply Rle_0_sqr. }
    assert (trace4 <= F * F) as TF.
    { unfold trace4. apply Rle_trans with (sum d (fun a => sum d (fun c => Cov a c * Cov a c) * F)).
      - apply sum_le. intros a _. unfold F. rewrite <- sum_scal. apply sum_le. intros b _.
        pose proof (cauchy_square (Cov a) (Cov b)) as C. unfold dot in C. unfold Cov2.
        rewrite (sum_ext d (fun c => Cov a c * Cov c b) (fun c => Cov a c * Cov b c)) by (intros c _;
          now rewrite (Cov_sym c b)).
        exact C.
      - rewrite (sum_ext d _ (fun a => F * sum d (fun c => Cov a c * Cov a c))) by (intros; lra).
          rewrite sum_scal. fold F. lra. }
    assert (0 <= F) by (apply sum_nonneg; intros; apply R0).
    eapply Rle_trans; [exact TF|]. apply Rmult_le_compat; assumption.
  Qed.

  Theorem covariance_bound :
    (forall lambda, (forall x, quadratic x <= lambda * dot d x x) -> norm d e <= sqrt (tau / (1 - tau)) *
      sqrt lambda) /\
    (forall x, quadratic x * quadratic x * (quadratic x * quadratic x) <=
               trace4 * (dot d x x * dot d x x * (dot d x x * dot d x x))) /\
    sum d (fun a => Cov a a) = Var_P /\ trace4 <= Var_P * Var_P * (Var_P * Var_P).
  Proof.
    split; [exact eigenvalue_bound|]. split; [exact fourth_power|]. split;
      [exact trace_is_variance|exact trace4_most].
  Qed.
End Row.

Lemma apart_quadratic x : quadratic 2 1 flat apart x = dot 1 x x.
Proof.
  rewrite quadratic_is. unfold dot, sub, attention, apart. compute_row. field.
Qed.
Example witness : keeps_some 2 flat (first 1) /\ 0 < tau 2 flat (first 1) < 1 /\
  (forall x, quadratic 2 1 flat apart x <= 1 * dot 1 x x) /\
  norm 1 (err 2 flat (first 1) apart) = sqrt (tau 2 flat (first 1) / (1 - tau 2 flat (first 1))) * sqrt 1.
Proof.
  split; [exact flat_some|]. split; [exact flat_range|]. split; [intros x; rewrite apart_quadratic; lra|].
  rewrite apart_norm, flat_tau. replace (1 / 2 / (1 - 1 / 2)) with 1 by field. rewrite sqrt_1. lra.
Qed.

(* tightened: 0.99 of the bound. *)
Example mutant_tightened : ~ norm 1 (err 2 flat (first 1) apart) <=
  99 / 100 * (sqrt (tau 2 flat (first 1) / (1 - tau 2 flat (first 1))) * sqrt 1).
Proof. destruct witness as (_ & _ & _ & <-). rewrite apart_norm. lra. Qed.
