(* Conditional means and variances: the error, its norm, means within balls, Steiner about any point. *)
From Coq Require Import Reals Lra Lia Arith Bool.
From Tailmass.definitions Require Import rows values.
From Tailmass.lemmas Require Import sums softmax vectors.
Open Scope R_scope.

Section Row.
  Variables n d : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Variable v : nat -> vector.
  Hypothesis some : keeps_some n s kept.
  Local Notation p := (rows.p n s).
  Local Notation tau := (rows.tau n s kept).
  Local Notation tail := (outside kept).
  Local Notation attention := (values.attention n s v).
  Local Notation truncated := (values.truncated n s kept v).
  Local Notation err := (values.err n s kept v).
  Local Notation mu_H := (values.mu_H n s kept v).
  Local Notation mu_T := (values.mu_T n s kept v).
  Local Notation Var_P := (values.Var_P n d s v).
  Local Notation Var_H := (values.Var_H n d s kept v).
  Local Notation Var_T := (values.Var_T n d s kept v).
  Local Notation square := (values.square d).

  Lemma truncated_is_mu_H a : truncated a = mu_H a.
  Proof.
    unfold values.truncated, values.mu_H. rewrite <- (head_mass n s kept some).
    transitivity (over n kept (fun i => / over n kept p * (p i * v i a))).
    - apply sum_ext. intros i _. unfold p_hat. destruct (kept i); [unfold Rdiv|]; lra.
    - rewrite over_scal. unfold Rdiv. lra.
  Qed.

  Hypothesis tau_range : 0 < tau < 1.

  Lemma error_is a : err a = tau * (mu_T a - mu_H a).
  Proof.
    unfold values.err, sub. rewrite truncated_is_mu_H. unfold values.attention, values.mu_H, values.mu_T.
    rewrite (split n kept). field. lra.
  Qed.
  Lemma error_norm : norm d err = tau * norm d (sub mu_T mu_H).
  Proof.
    rewrite (norm_ext d err (scale tau (sub mu_T mu_H))) by (intros; apply error_is).
    rewrite norm_scale, Rabs_right; lra.
  Qed.

  (* The mean of a set of points of a ball is in it. *)
  Lemma mean_near h m c r : over n h p = m -> 0 < m ->
    (forall i, (i < n)%nat -> h i = true -> finite (s i) = true -> norm d (sub (v i) c) <= r) ->
    norm d (sub (fun a => over n h (fun i => p i * v i a) / m) c) <= r.
  Proof.
    intros Hm Hpos Hr.
    rewrite (norm_ext d _ (total n (fun i => scale (if h i then p i / m else 0) (sub (v i) c)))).
    - eapply Rle_trans; [apply norm_total|].
      apply Rle_trans with (over n h (fun i => r / m * p i)).
      + apply sum_le. intros i Hi. rewrite norm_scale. pose proof (p_nonneg n s kept some i) as P.
        destruct (h i) eqn:E; [|rewrite Rabs_R0; lra].
        rewrite Rabs_right by (apply Rle_ge, div_nonneg; assumption).
        destruct (finite (s i)) eqn:F.
        * specialize (Hr i Hi E F). unfold Rdiv. pose proof (Rinv_0_lt_compat m Hpos).
          replace (r * / m * p i) with (p i * / m * r) by lra. apply Rmult_le_compat_l; [nra|assumption].
        * replace (p i) with 0; [unfold Rdiv; lra|]. unfold rows.p, w. destruct (s i); [easy|]. cbn.
          unfold Rdiv. lra.
      + rewrite over_scal, Hm. right. field. lra.
    - intros a. unfold sub, total, scale.
      rewrite (sum_ext n _ (fun i => / m * (if h i then p i * v i a else 0) - c a * (/ m * (if h i then p i
        else 0)))).
      + rewrite sum_minus, sum_scal, sum_scal, sum_scal. fold (over n h p).
          fold (over n h (fun i => p i * v i a)).
        rewrite Hm. field. lra.
      + intros i _. destruct (h i); unfold Rdiv; lra.
  Qed.

  (* About any point: the moment is the variance and the distance of the mean. *)
  Lemma steiner h m (c g : vector) : over n h p = m -> m <> 0 ->
    (forall a, g a = over n h (fun i => p i * v i a) / m) ->
    over n h (fun i => p i * square (sub (v i) c)) =
    over n h (fun i => p i * square (sub (v i) g)) + m * square (sub g c).
  Proof.
    intros Hm Hne Hg.
    assert (forall a, over n h (fun i => p i * v i a) = m * g a) as G by (intros; rewrite Hg; field;
      assumption).
    assert (over n h (fun i => p i * dot d (sub (v i) g) (sub g c)) = 0) as C.
    { transitivity (sum d (fun a => (g a - c a) * over n h (fun i => p i * (v i a - g a)))).
      - transitivity (over n h (fun i => sum d (fun a => p i * ((v i a - g a) * (g a - c a))))).
        + apply over_ext. intros. unfold dot, sub. now rewrite sum_scal.
        + unfold over at 1. rewrite (sum_ext n _ (fun i => sum d (fun a => if h i then p i * ((v i a - g a) *
            (g a - c a)) else 0))).
          * rewrite sum_swap. apply sum_ext. intros a _. unfold over. rewrite <- sum_scal. apply sum_ext.
            intros i _. destruct (h i); lra.
          * intros i _. destruct (h i); [reflexivity|now rewrite sum_zero].
      - rewrite <- (sum_zero d). apply sum_ext. intros a _.
        replace (over n h (fun i => p i * (v i a - g a))) with (over n h (fun i => p i * v i a - g a * p i)).
        + rewrite over_minus, over_scal, G, Hm. lra.
        + apply over_ext. intros. lra. }
    transitivity (over n h (fun i => (p i * square (sub (v i) g) + 2 * (p i * dot d (sub (v i) g) (sub g c)))
                                      + square (sub g c) * p i)).
    - apply over_ext. intros i _ _. unfold values.square.
      rewrite (dot_ext d (sub (v i) c) (add (sub (v i) g) (sub g c))) by (intros; unfold add, sub; lra).
      rewrite (dot_comm d (add _ _)), (dot_ext d (sub (v i) c) (add (sub (v i) g) (sub g c)))
        by (intros; unfold add, sub; lra).
      rewrite dot_add, !dot_add_r, (dot_comm d (sub g c) (sub (v i) g)). lra.
    - rewrite !over_plus, !over_scal, C, Hm. lra.
  Qed.

  Lemma square_scale c u : square (scale c u) = c * c * square u.
  Proof. unfold values.square. rewrite dot_scale, dot_scale_r. lra. Qed.
  Lemma square_ext u x : (forall a, u a = x a) -> square u = square x.
  Proof. intros E. unfold values.square. now rewrite (dot_ext d u x u E), dot_comm, (dot_ext d u x x E). Qed.

  Lemma decomposition :
    Var_P = (1 - tau) * Var_H + tau * Var_T + tau * (1 - tau) * square (sub mu_T mu_H).
  Proof.
    unfold values.Var_P, values.Var_H, values.Var_T. rewrite (split n kept).
    rewrite (steiner kept (1 - tau) attention mu_H); [|apply head_mass; auto|lra|reflexivity].
    rewrite (steiner tail tau attention mu_T); [|reflexivity|lra|reflexivity].
    assert (forall a, attention a = (1 - tau) * mu_H a + tau * mu_T a) as M.
    { intros a. unfold values.attention, values.mu_H, values.mu_T. rewrite (split n kept). field. lra. }
    rewrite (square_ext (sub mu_H attention) (scale (- tau) (sub mu_T mu_H)))
      by (intros; unfold sub, scale; rewrite M; lra).
    rewrite (square_ext (sub mu_T attention) (scale (1 - tau) (sub mu_T mu_H)))
      by (intros; unfold sub, scale; rewrite M; lra).
    rewrite !square_scale. field. lra.
  Qed.
  Lemma squared_error :
    norm d err * norm d err = tau / (1 - tau) * (Var_P - (1 - tau) * Var_H - tau * Var_T).
  Proof.
    rewrite decomposition, error_norm.
    replace (tau * norm d (sub mu_T mu_H) * (tau * norm d (sub mu_T mu_H)))
      with (tau * tau * (norm d (sub mu_T mu_H) * norm d (sub mu_T mu_H))) by lra.
    rewrite norm_sqr. unfold values.square. field. lra.
  Qed.
End Row.

(* A P-mean of numbers that are not negative is 0 only where each of them is, but for masked keys. *)
Lemma mean_zero n s h (f : nat -> R) : 0 < Z n s ->
  (forall i, (i < n)%nat -> h i = true -> finite (s i) = true -> 0 <= f i) ->
  over n h (fun i => p n s i * f i) = 0 ->
  forall i, (i < n)%nat -> h i = true -> finite (s i) = true -> f i = 0.
Proof.
  intros P N E.
  assert (forall i, finite (s i) = true -> 0 < p n s i) as pos.
  { intros i F. apply Rdiv_lt_0_compat; [now apply weight_pos|assumption]. }
  assert (forall i, (i < n)%nat -> h i = true -> 0 <= p n s i * f i) as T.
  { intros i Hi Hh. destruct (finite (s i)) eqn:F.
    - apply Rmult_le_pos; [now apply Rlt_le, pos|now apply N].
    - unfold p, w. destruct (s i); [discriminate|]. cbn. unfold Rdiv. lra. }
  assert (over n h (fun _ => 0) = over n h (fun i => p n s i * f i)) as Z0.
  { rewrite E. rewrite over_const. lra. }
  intros i Hi Hh F. pose proof (over_equal n h _ _ T Z0 i Hi Hh) as X. cbn in X.
  symmetry in X. apply Rmult_integral in X as [X|X]; [|assumption]. specialize (pos i F). lra.
Qed.
