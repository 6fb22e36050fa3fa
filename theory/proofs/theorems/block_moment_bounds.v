(* block-moment-bounds: n_b finite scores in [L, U], m their mean, v > 0 their variance, a = m - L, b = U -
   m, Z_b their sum
   of exponentials: n_b e^m (v e^{-a} + a^2 e^{v/a})/(a^2 + v) <= Z_b <= n_b e^m (v e^b + b^2
   e^{-v/b})/(b^2 + v) <= n_b ((U - m) e^L + (m - L) e^U)/(U - L); the first falls with v and L, the
   second rises with v and U *)
(* The parabola that touches e^x at m - v/b and meets it at U is above it up to there; at m + v/a and L
   likewise. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.theorems Require Import block_mean_bounds.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums calculus examples.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

Lemma rises_strictly (f f' : R -> R) x : (forall t, is_derive f t (f' t)) -> (forall t, 0 < t -> 0 < f' t) ->
  0 < x -> f 0 < f x.
Proof.
  intros D P X. destruct (MVT_cor2 f f' 0 x X) as (c & E & C); [intros; now apply is_derive_Reals|].
  specialize (P c ltac:(lra)). assert (0 < f' c * (x - 0)) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

(* (e^t - 1 - t)/t^2 rises in t. *)
Definition rest (t : R) : R := exp t - 1 - t.
Lemma rest_pos t : t <> 0 -> 0 < rest t.
Proof. intros N. pose proof (exp_ineq1 t N). unfold rest. lra. Qed.
Lemma rest_above t : 0 < t -> t * t / 2 < rest t.
Proof.
  intros T. enough (rest 0 - 0 * 0 / 2 < rest t - t * t / 2) as E by (unfold rest at 1 in E; rewrite exp_0 in
    E; lra).
  apply (rises_strictly (fun t => rest t - t * t / 2) (fun t => exp t - 1 - t)); [| |assumption].
  - intros u. unfold rest. auto_derive; [exact I|]. field.
  - intros u U. apply rest_pos. lra.
Qed.
Lemma rest_below t : t < 0 -> rest t < t * t / 2.
Proof.
  intros T. enough (0 * 0 / 2 - rest (- 0) < (- t) * (- t) / 2 - rest (- - t)) as E.
  { rewrite Ropp_involutive, Ropp_0 in E. unfold rest at 1 in E. rewrite exp_0 in E. lra. }
  apply (rises_strictly (fun t => t * t / 2 - rest (- t)) (fun t => rest (- t))); [| |lra].
  - intros u. unfold rest. auto_derive; [exact I|]. field.
  - intros u U. apply rest_pos. lra.
Qed.
Definition slope (t : R) : R := (t - 2) * exp t + t + 2.
Lemma slope_pos t : 0 < t -> 0 < slope t.
Proof.
  intros T. enough (slope 0 < slope t) as E by (unfold slope at 1 in E; rewrite exp_0 in E; lra).
  apply (rises_strictly slope (fun t => (t - 1) * exp t + 1)); [| |assumption].
  - intros u. unfold slope. auto_derive; [exact I|]. ring.
  - intros u U. pose proof (exp_ineq1 (- u) ltac:(lra)) as E. pose proof (exp_pos u).
    apply (Rmult_lt_compat_l (exp u)) in E; [|assumption].
    rewrite <- exp_plus, Rplus_opp_r, exp_0 in E. lra.
Qed.
Lemma quotient_derive t : t <> 0 ->
  derivable_pt_lim (fun t => rest t / (t * t)) t (slope t / (t * t * t)).
Proof.
  intros N. apply is_derive_Reals. unfold rest. auto_derive; [nra|]. unfold slope. field. exact N.
Qed.
Lemma quotient_rises t u : t < u -> t <> 0 -> u <> 0 -> rest t / (t * t) < rest u / (u * u).
Proof.
  intros L T U.
  assert (forall c, 0 < c -> 0 < slope c / (c * c * c)) as P.
  { intros c C. apply Rdiv_lt_0_compat; [now apply slope_pos|]. apply Rmult_lt_0_compat; nra. }
  assert (forall c, c < 0 -> 0 < slope c / (c * c * c)) as Q.
  { intros c C. pose proof (P (- c) ltac:(lra)) as K. pose proof (exp_pos c) as E.
    replace (slope c / (c * c * c)) with (exp c * (slope (- c) / (- c * - c * - c))).
    - now apply Rmult_lt_0_compat.
    - unfold slope. rewrite exp_Ropp. field. lra. }
  destruct (Rlt_dec t 0) as [T0|T0], (Rlt_dec u 0) as [U0|U0]; try lra.
  - destruct (MVT_cor2 _ _ t u L (fun c _ => quotient_derive c ltac:(lra))) as (c & E & C).
    assert (0 < slope c / (c * c * c) * (u - t)) by (apply Rmult_lt_0_compat; [apply Q|]; lra). lra.
  - apply Rlt_trans with (/ 2).
    + apply (Rmult_lt_reg_r (t * t)); [nra|]. replace (rest t / (t * t) * (t * t)) with (rest t) by (field;
      lra).
      pose proof (rest_below t T0). lra.
    + apply (Rmult_lt_reg_r (u * u)); [nra|]. replace (rest u / (u * u) * (u * u)) with (rest u) by (field;
      lra).
      pose proof (rest_above u ltac:(lra)). lra.
  - destruct (MVT_cor2 _ _ t u L (fun c _ => quotient_derive c ltac:(lra))) as (c & E & C).
    assert (0 < slope c / (c * c * c) * (u - t)) by (apply Rmult_lt_0_compat; [apply P|]; lra). lra.
Qed.

(* The parabola that touches e^x at z, and meets it at z + t. *)
Definition parabola (z t x : R) : R := exp z * (1 + (x - z) + rest t / (t * t) * ((x - z) * (x - z))).
Lemma parabola_at z t x : parabola z t x - exp x = exp z * (rest t / (t * t) * ((x - z) * (x - z)) - rest (x
  - z)).
Proof. unfold parabola, rest at 3. replace (exp x) with (exp z * exp (x - z)); [ring|]. rewrite <- exp_plus.
  f_equal. ring. Qed.
Lemma parabola_sides z t x : t <> 0 ->
  (x = z \/ x = z + t -> parabola z t x = exp x) /\
  (x <> z -> x < z + t -> exp x < parabola z t x) /\ (x <> z -> z + t < x -> parabola z t x < exp x).
Proof.
  intros T. pose proof (parabola_at z t x) as A. pose proof (exp_pos z) as P. split; [|split].
  - intros [-> | ->].
    + rewrite Rminus_eq_0 in A. unfold rest in A at 2. rewrite exp_0 in A. lra.
    + replace (z + t - z) with t in A by ring.
      replace (rest t / (t * t) * (t * t) - rest t) with 0 in A by (field; exact T). lra.
  - intros N L. pose proof (quotient_rises (x - z) t ltac:(lra) ltac:(lra) T) as Q.
    apply (Rmult_lt_compat_r ((x - z) * (x - z))) in Q; [|nra].
    replace (rest (x - z) / ((x - z) * (x - z)) * ((x - z) * (x - z))) with (rest (x - z)) in Q by (field;
      lra).
    assert (0 < exp z * (rest t / (t * t) * ((x - z) * (x - z)) - rest (x - z))) by (apply Rmult_lt_0_compat;
      lra). lra.
  - intros N L. pose proof (quotient_rises t (x - z) ltac:(lra) T ltac:(lra)) as Q.
    apply (Rmult_lt_compat_r ((x - z) * (x - z))) in Q; [|nra].
    replace (rest (x - z) / ((x - z) * (x - z)) * ((x - z) * (x - z))) with (rest (x - z)) in Q by (field;
      lra).
    assert (0 < exp z * (rest (x - z) - rest t / (t * t) * ((x - z) * (x - z)))) by (apply Rmult_lt_0_compat;
      lra). lra.
Qed.

Definition lower (m v L : R) : R :=
  exp m * (v * exp (- (m - L)) + (m - L) * (m - L) * exp (v / (m - L))) / ((m - L) * (m - L) + v).
Definition upper (m v U : R) : R :=
  exp m * (v * exp (U - m) + (U - m) * (U - m) * exp (- (v / (U - m)))) / ((U - m) * (U - m) + v).
(* The end e (L or U) and the other point z = m - v/(e - m), weighed so that mean and variance are m and v. *)
Definition two_points (m v e : R) : R :=
  (v * exp e + (e - m) * (e - m) * exp (m - v / (e - m))) / ((e - m) * (e - m) + v).
Lemma upper_is m v U : upper m v U = two_points m v U.
Proof.
  unfold upper, two_points. replace (exp U) with (exp m * exp (U - m)) by (rewrite <- exp_plus; f_equal;
    ring).
  replace (exp (m - v / (U - m))) with (exp m * exp (- (v / (U - m)))) by (rewrite <- exp_plus; f_equal;
    ring).
  unfold Rdiv. ring.
Qed.
Lemma lower_is m v L : L < m -> lower m v L = two_points m v L.
Proof.
  intros H. unfold lower, two_points. replace (exp L) with (exp m * exp (- (m - L))) by (rewrite <- exp_plus;
    f_equal; ring).
  replace (exp (m - v / (L - m))) with (exp m * exp (v / (m - L))) by (rewrite <- exp_plus; f_equal; field;
    lra).
  replace ((L - m) * (L - m)) with ((m - L) * (m - L)) by ring. unfold Rdiv. ring.
Qed.

(* Points x_i of weights r_i, their mean m and variance u. *)
Section Points.
  Variable n : nat.
  Variables r x : nat -> R.
  Variables m u v e : R.
  Hypothesis weights : forall i, (i < n)%nat -> 0 <= r i.
  Hypothesis total : sum n r = 1.
  Hypothesis is_mean : sum n (fun i => r i * x i) = m.
  Hypothesis is_variance : sum n (fun i => r i * ((x i - m) * (x i - m))) = u.
  Hypothesis v_pos : 0 < v.
  Hypothesis apart : e <> m.
  Local Notation z := (m - v / (e - m)).
  Local Notation t := (e - z).

  Lemma t_is : t = ((e - m) * (e - m) + v) / (e - m) /\ 0 < (e - m) * (e - m) + v /\ t <> 0.
  Proof.
    assert (t = ((e - m) * (e - m) + v) / (e - m)) as E by (field; lra).
    assert (0 <= (e - m) * (e - m)) by apply Rle_0_sqr. split; [exact E|]. split; [lra|]. rewrite E.
    intros Q. apply (Rmult_eq_compat_r (e - m)) in Q.
    replace (((e - m) * (e - m) + v) / (e - m) * (e - m)) with ((e - m) * (e - m) + v) in Q by (field; lra).
      lra.
  Qed.
  Lemma parabola_mean : sum n (fun i => r i * parabola z t (x i)) =
    two_points m v e + exp z * (rest t / (t * t)) * (u - v).
  Proof.
    destruct t_is as (T & P & N). set (q := rest t / (t * t)).
    rewrite (sum_ext n _ (fun i => exp z * (1 + (m - z) + q * ((m - z) * (m - z))) * r i +
      exp z * (1 + 2 * q * (m - z)) * (r i * x i - m * r i) + exp z * q * (r i * ((x i - m) * (x i - m)))))
      by (intros; unfold parabola; fold q; ring).
    rewrite !sum_plus, !sum_scal, sum_minus, sum_scal, total, is_mean, is_variance. unfold q.
    assert (two_points m v e = exp z * (1 + (m - z) + rest t / (t * t) * ((m - z) * (m - z) + v))) as ->;
      [|ring].
    unfold two_points, rest. assert (exp e = exp z * exp t) as -> by (rewrite <- exp_plus; f_equal; ring).
    generalize (exp z) (exp t). intros EZ ET. rewrite T. field. repeat split; lra.
  Qed.
  Lemma at_most : m < e -> u <= v -> (forall i, (i < n)%nat -> x i <= e) ->
    sum n (fun i => r i * exp (x i)) <= two_points m v e.
  Proof.
    intros A V X. destruct t_is as (T & P & N).
    assert (0 <= exp z * (rest t / (t * t)) * (v - u)) as Q.
    { apply Rmult_le_pos; [|lra]. apply Rmult_le_pos; [left; apply exp_pos|]. apply div_nonneg; [|nra].
      left. now apply rest_pos. }
    apply Rle_trans with (sum n (fun i => r i * parabola z t (x i))); [|rewrite parabola_mean; lra].
    apply sum_le. intros i Hi. apply Rmult_le_compat_l; [now apply weights|].
    destruct (parabola_sides z t (x i) N) as (E & B & _). specialize (X i Hi).
    destruct (Req_dec (x i) z) as [F|F]; [rewrite E; [lra|now left]|].
    destruct (Req_dec (x i) e) as [G|G]; [rewrite E; [lra|right; rewrite G; ring]|]. left. apply B; lra.
  Qed.
  Lemma at_least : e < m -> v <= u -> (forall i, (i < n)%nat -> e <= x i) ->
    two_points m v e <= sum n (fun i => r i * exp (x i)).
  Proof.
    intros A V X. destruct t_is as (T & P & N).
    assert (0 <= exp z * (rest t / (t * t)) * (u - v)) as Q.
    { apply Rmult_le_pos; [|lra]. apply Rmult_le_pos; [left; apply exp_pos|]. apply div_nonneg; [|nra].
      left. now apply rest_pos. }
    apply Rle_trans with (sum n (fun i => r i * parabola z t (x i))); [rewrite parabola_mean; lra|].
    apply sum_le. intros i Hi. apply Rmult_le_compat_l; [now apply weights|].
    destruct (parabola_sides z t (x i) N) as (E & _ & B). specialize (X i Hi).
    destruct (Req_dec (x i) z) as [F|F]; [rewrite E; [lra|now left]|].
    destruct (Req_dec (x i) e) as [G|G]; [rewrite E; [lra|right; rewrite G; ring]|]. left. apply B; lra.
  Qed.
  (* With v the variance, both are attained exactly where the points of weight are e and z. *)
  Lemma attained : u = v -> (forall i, (i < n)%nat -> 0 < r i) ->
    (m < e /\ (forall i, (i < n)%nat -> x i <= e)) \/ (e < m /\ (forall i, (i < n)%nat -> e <= x i)) ->
    (sum n (fun i => r i * exp (x i)) = two_points m v e <-> forall i, (i < n)%nat -> x i = e \/ x i = z).
  Proof.
    intros V R D. destruct t_is as (T & P & N). pose proof parabola_mean as M. rewrite V, Rminus_eq_0,
      Rmult_0_r, Rplus_0_r in M.
    rewrite <- M. split.
    - intros E i Hi. destruct (Req_dec (x i) z) as [F|F]; [now right|]. destruct (Req_dec (x i) e) as [G|G];
      [now left|exfalso].
      assert (r i * exp (x i) = r i * parabola z t (x i)) as Q.
      { destruct D as [[A X]|[A X]].
        - apply (sum_equal n (fun i => r i * exp (x i)) (fun i => r i * parabola z t (x i))); auto.
          intros j Hj. apply Rmult_le_compat_l; [now apply weights|]. specialize (X j Hj).
          destruct (parabola_sides z t (x j) N) as (E' & B & _).
          destruct (Req_dec (x j) z) as [F'|F']; [rewrite E'; [lra|now left]|].
          destruct (Req_dec (x j) e) as [G'|G']; [rewrite E'; [lra|right; rewrite G'; ring]|]. left. apply B;
            lra.
        - symmetry. apply (sum_equal n (fun i => r i * parabola z t (x i)) (fun i => r i * exp (x i))); auto.
          intros j Hj. apply Rmult_le_compat_l; [now apply weights|]. specialize (X j Hj).
          destruct (parabola_sides z t (x j) N) as (E' & _ & B).
          destruct (Req_dec (x j) z) as [F'|F']; [rewrite E'; [lra|now left]|].
          destruct (Req_dec (x j) e) as [G'|G']; [rewrite E'; [lra|right; rewrite G'; ring]|]. left. apply B;
            lra. }
      apply Rmult_eq_reg_l in Q; [|specialize (R i Hi); lra].
      destruct (parabola_sides z t (x i) N) as (_ & B & C). destruct D as [[A X]|[A X]]; specialize (X i Hi).
      + specialize (B F ltac:(lra)). lra.
      + specialize (C F ltac:(lra)). lra.
    - intros E. apply sum_ext. intros i Hi. f_equal. symmetry. apply (parabola_sides z t (x i) N).
      destruct (E i Hi) as [->| ->]; [right; ring|now left].
  Qed.
End Points.

(* Two points as a distribution: the bounds are monotone as they bound it. *)
Definition pair_weight (m v e : R) (i : nat) : R :=
  match i with O => v / ((e - m) * (e - m) + v) | _ => (e - m) * (e - m) / ((e - m) * (e - m) + v) end.
Definition pair_point (m v e : R) (i : nat) : R := match i with O => e | _ => m - v / (e - m) end.
Lemma pair_moments m v e : 0 < v -> e <> m ->
  (forall i, (i < 2)%nat -> 0 <= pair_weight m v e i) /\ sum 2 (pair_weight m v e) = 1 /\
  sum 2 (fun i => pair_weight m v e i * pair_point m v e i) = m /\
  sum 2 (fun i => pair_weight m v e i * ((pair_point m v e i - m) * (pair_point m v e i - m))) = v /\
  sum 2 (fun i => pair_weight m v e i * exp (pair_point m v e i)) = two_points m v e.
Proof.
  intros V N. assert (0 <= (e - m) * (e - m)) by apply Rle_0_sqr.
  assert (0 < (e - m) * (e - m) + v) by lra. split.
  - intros i _. destruct i; apply div_nonneg; lra.
  - unfold pair_weight, pair_point, two_points. cbn [sum]. repeat split; field; lra.
Qed.
Lemma upper_rises m v v' U U' : 0 < v <= v' -> m < U <= U' -> upper m v U <= upper m v' U'.
Proof.
  intros V A. rewrite !upper_is. destruct (pair_moments m v U ltac:(lra) ltac:(lra)) as (W & T & M & D & <-).
  apply (at_most 2 _ _ m v v' U' W T M D); try lra. intros i _. unfold pair_point.
  assert (0 < v / (U - m)) by (apply Rdiv_lt_0_compat; lra). destruct i; lra.
Qed.
Lemma lower_falls m v v' L L' : 0 < v' <= v -> L' <= L < m -> lower m v' L' <= lower m v L.
Proof.
  intros V A. rewrite !lower_is by lra. destruct (pair_moments m v L ltac:(lra) ltac:(lra)) as (W & T & M & D
    & <-).
  apply (at_least 2 _ _ m v v' L' W T M D); try lra. intros i _. unfold pair_point.
  assert (0 < v / (m - L)) by (apply Rdiv_lt_0_compat; lra).
  replace (v / (L - m)) with (- (v / (m - L))) by (field; lra). destruct i; lra.
Qed.

Section Block.
  Variable n : nat.
  Variable s : nat -> R.
  Variables L U : R.
  Hypothesis some : (0 < n)%nat.
  Hypothesis within : forall i, (i < n)%nat -> L <= s i <= U.
  Local Notation m := (mean n s).
  Definition variance : R := sum n (fun i => (s i - m) * (s i - m)) / INR n.
  Local Notation v := variance.
  Hypothesis v_pos : 0 < v.
  Local Notation chord := (((U - m) * exp L + (m - L) * exp U) / (U - L)).
  Local Notation r := (fun _ : nat => / INR n).

  Lemma average f : sum n (fun i => / INR n * f i) = sum n f / INR n.
  Proof. rewrite sum_scal. unfold Rdiv. ring. Qed.
  Lemma equal_weights : (forall i, (i < n)%nat -> 0 < / INR n) /\ sum n r = 1 /\
    sum n (fun i => r i * s i) = m /\ sum n (fun i => r i * ((s i - m) * (s i - m))) = v /\
    INR n * sum n (fun i => r i * exp (s i)) = Z_b n s.
  Proof.
    pose proof (count_pos n some) as P. split; [intros; now apply Rinv_0_lt_compat|].
    split; [rewrite const_sum; field; lra|]. split; [apply average|]. split; [apply (average (fun i => (s i -
      m) * (s i - m)))|].
    rewrite average. unfold Z_b. field. lra.
  Qed.
  (* v = a b less the mean of (s - L)(U - s). *)
  Lemma variance_is : v = (m - L) * (U - m) - sum n (fun i => (s i - L) * (U - s i)) / INR n.
  Proof.
    destruct equal_weights as (_ & T & M & V & _). rewrite <- V.
    rewrite <- (average (fun i => (s i - L) * (U - s i))).
    rewrite (sum_ext n (fun i => / INR n * ((s i - m) * (s i - m)))
      (fun i => (L + U - 2 * m) * (/ INR n * s i) + (m * m - L * U) * / INR n -
                / INR n * ((s i - L) * (U - s i)))) by (intros; ring).
    rewrite sum_minus, sum_plus, sum_scal, M.
    rewrite (sum_scal n (m * m - L * U) (fun _ => / INR n)), T. ring.
  Qed.
  Lemma products : 0 <= sum n (fun i => (s i - L) * (U - s i)) / INR n.
  Proof.
    apply div_nonneg; [|now apply count_pos]. apply sum_nonneg. intros i Hi. specialize (within i Hi).
    apply Rmult_le_pos; lra.
  Qed.
  Lemma apart : L < m < U /\ v <= (m - L) * (U - m).
  Proof.
    pose proof (mean_within n s L U some within) as [A B]. pose proof variance_is. pose proof products.
    split; [|lra]. split.
    - destruct A as [|E]; [assumption|exfalso]. rewrite <- E in *. lra.
    - destruct B as [|E]; [assumption|exfalso]. rewrite E in *. lra.
  Qed.
  Lemma chord_at x : L <= x <= U -> exp x <= ((U - x) * exp L + (x - L) * exp U) / (U - L) /\
    (exp x = ((U - x) * exp L + (x - L) * exp U) / (U - L) -> x = L \/ x = U).
  Proof.
    pose proof apart as [A _]. intros X. split; [apply chord_point; lra|]. intros E.
    destruct (Req_dec x L) as [|N]; [now left|]. destruct (Req_dec x U) as [|O]; [now right|exfalso].
    assert (forall y, y <> x -> exp x * (1 + (y - x)) < exp y) as T.
    { intros y Y. pose proof (exp_ineq1 (y - x) ltac:(lra)) as F. pose proof (exp_pos x).
      apply (Rmult_lt_compat_l (exp x)) in F; [|assumption]. rewrite <- exp_plus in F.
      now replace (x + (y - x)) with y in F by ring. }
    pose proof (T L ltac:(lra)) as B. pose proof (T U ltac:(lra)) as C.
    apply (Rmult_lt_compat_l (U - x)) in B; [|lra]. apply (Rmult_lt_compat_l (x - L)) in C; [|lra].
    apply (f_equal (Rmult (U - L))) in E.
    replace ((U - L) * (((U - x) * exp L + (x - L) * exp U) / (U - L))) with ((U - x) * exp L + (x - L) * exp
      U) in E
      by (field; lra). lra.
  Qed.
  Lemma below_chord : upper m v U <= chord /\ (upper m v U = chord <-> forall i, (i < n)%nat -> s i = L \/ s
    i = U).
  Proof.
    pose proof apart as [A V]. rewrite upper_is. set (z := m - v / (U - m)).
    assert (0 < v / (U - m)) as P by (apply Rdiv_lt_0_compat; lra).
    assert (v / (U - m) <= m - L) as Q.
    { apply (Rmult_le_reg_r (U - m)); [lra|]. replace (v / (U - m) * (U - m)) with v by (field; lra). lra. }
    assert (0 <= (U - m) * (U - m)) as S by apply Rle_0_sqr.
    destruct (chord_at z ltac:(unfold z; lra)) as [B C].
    set (cz := ((U - z) * exp L + (z - L) * exp U) / (U - L)) in *.
    assert (chord = (v * exp U + (U - m) * (U - m) * cz) / ((U - m) * (U - m) + v)) as E.
    { unfold cz, z. field. repeat split; lra. }
    split.
    - unfold two_points. fold z. rewrite E. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; lra|].
      apply Rplus_le_compat_l, Rmult_le_compat_l; assumption.
    - unfold two_points. fold z. rewrite E. split.
      + intros F. apply div_cross in F; [|lra|lra]. apply Rmult_eq_reg_r in F; [|lra].
        apply Rplus_eq_reg_l, Rmult_eq_reg_l in F; [|nra]. destruct (C F) as [G|G]; [|unfold z in G; lra].
        assert (v = (m - L) * (U - m)) as VE.
        { unfold z in G. assert (v / (U - m) = m - L) as H by lra. rewrite <- H. field. lra. }
        pose proof variance_is as VI. pose proof (count_pos n some) as CP.
        assert (sum n (fun i => (s i - L) * (U - s i)) / INR n = 0) as Z0 by lra.
        assert (sum n (fun _ => 0) = sum n (fun i => (s i - L) * (U - s i))) as Z1.
        { rewrite sum_zero. unfold Rdiv in Z0. apply Rmult_integral in Z0 as [->|K]; [reflexivity|].
          pose proof (Rinv_0_lt_compat _ CP). lra. }
        intros i Hi.
        assert (0 = (s i - L) * (U - s i)) as K.
        { apply (sum_equal n (fun _ => 0) (fun i => (s i - L) * (U - s i))); auto. intros j Hj. specialize
          (within j Hj).
          apply Rmult_le_pos; lra. }
        symmetry in K. apply Rmult_integral in K. lra.
      + intros F. assert (v = (m - L) * (U - m)) as VE.
        { rewrite variance_is. rewrite (sum_ext n _ (fun _ => 0)), sum_zero; [unfold Rdiv; ring|].
          intros i Hi. destruct (F i Hi) as [->| ->]; ring. }
        assert (z = L) as ZL by (unfold z; rewrite VE; field; lra). unfold cz. rewrite ZL. do 3 f_equal.
          field. lra.
  Qed.

  Theorem block_moment_bounds :
    INR n * lower m v L <= Z_b n s <= INR n * upper m v U /\ INR n * upper m v U <= INR n * chord /\
    (Z_b n s = INR n * lower m v L <-> forall i, (i < n)%nat -> s i = L \/ s i = m + v / (m - L)) /\
    (Z_b n s = INR n * upper m v U <-> forall i, (i < n)%nat -> s i = U \/ s i = m - v / (U - m)) /\
    (INR n * upper m v U = INR n * chord <-> forall i, (i < n)%nat -> s i = L \/ s i = U) /\
    (forall v' L', 0 < v' <= v -> L' <= L -> lower m v' L' <= lower m v L) /\
    (forall v' U', v <= v' -> U <= U' -> upper m v U <= upper m v' U').
  Proof.
    pose proof apart as [A V]. pose proof (count_pos n some) as P.
    destruct equal_weights as (W & T & M & D & <-).
    assert (forall i, (i < n)%nat -> 0 <= r i) as W' by (intros i Hi; left; now apply (W i)).
    rewrite upper_is, lower_is by lra.
    assert (forall x y, INR n * x = INR n * y <-> x = y) as C.
    { intros x y. split; [intros E; apply Rmult_eq_reg_l in E; lra|now intros ->]. }
    rewrite !C. split; [split|split; [|split; [|split; [|split; [|split]]]]].
    - apply Rmult_le_compat_l; [lra|]. apply (at_least n r s m v v L W' T M D); try lra. intros i Hi. now
      apply within.
    - apply Rmult_le_compat_l; [lra|]. apply (at_most n r s m v v U W' T M D); try lra. intros i Hi. now
      apply within.
    - rewrite <- upper_is. apply Rmult_le_compat_l; [lra|apply below_chord].
    - rewrite (attained n r s m v v L W' T M D); try lra; [| |right; split; [lra|]]; auto; [|intros i Hi; now
      apply within].
      replace (m - v / (L - m)) with (m + v / (m - L)) by (field; lra). reflexivity.
    - apply (attained n r s m v v U W' T M D); try lra; auto. left. split; [lra|]. intros i Hi. now apply
      within.
    - rewrite <- upper_is. apply below_chord.
    - intros v' L' V' L1. rewrite <- lower_is by lra. apply lower_falls; lra.
    - intros v' U' V' U1. rewrite <- upper_is. apply upper_rises; lra.
  Qed.
End Block.

(* Scores 0 and 1: mean 1/2, variance 1/4, both in {L, U}. *)
Lemma pair_mean : mean 2 INR = 1 / 2 /\ variance 2 INR = 1 / 4.
Proof. unfold variance, mean. cbn [sum INR]. split; field. Qed.
Example witness : (0 < 2)%nat /\ (forall i, (i < 2)%nat -> 0 <= INR i <= 1) /\ 0 < variance 2 INR /\
  Z_b 2 INR = INR 2 * upper (mean 2 INR) (variance 2 INR) 1 /\ Z_b 2 INR = INR 2 * lower (mean 2 INR)
    (variance 2 INR) 0.
Proof.
  assert (forall i, (i < 2)%nat -> 0 <= INR i <= 1) as W by (intros i Hi; each i; cbn; lra).
  destruct pair_mean as [M V]. assert (0 < variance 2 INR) as P by (rewrite V; lra).
  split; [lia|]. split; [exact W|]. split; [exact P|].
  destruct (block_moment_bounds 2 INR 0 1 ltac:(lia) W P) as (_ & _ & [_ A] & [_ B] & _).
  rewrite M, V in *. split; [apply B|apply A]; intros i Hi; each i; cbn [INR]; lra.
Qed.

(* tightened-upper: 0.99 of the upper bound. *)
Example mutant_tightened_upper :
  ~ Z_b 2 INR <= 99 / 100 * (INR 2 * upper (mean 2 INR) (variance 2 INR) 1).
Proof.
  destruct witness as (_ & _ & _ & E & _). rewrite <- E. unfold Z_b. cbn [sum INR].
  pose proof (exp_pos 0). pose proof (exp_pos 1). lra.
Qed.
