(* approximate-top-p: s^ approximate scores, masked alike, D = s - s^, eps^ the mass of the tail under
   softmax(s^), odds(x) = x/(1-x): e^{min_T D - max_H D} odds(eps^) <= odds(tau) <= e^{max_T D - min_H D}
   odds(eps^); if |D| <= d, the top-p set of s^ at eps' = eps/(eps + (1-eps) e^{2d}) has tau <= eps *)
(* For every kept set: the top-p set of s^ at eps' is the smallest of those with eps^ <= eps'. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus odds examples.
Open Scope R_scope.

(* Rows masked alike; a <= s - s^ <= b on a set of keys, or s - s^ = c there. *)
Definition masked_alike (n : nat) (s s' : nat -> score) : Prop :=
  forall i, (i < n)%nat -> finite (s i) = finite (s' i).
Definition off_within (n : nat) (s s' : nat -> score) (h : nat -> bool) (a b : R) : Prop :=
  forall i x y, (i < n)%nat -> h i = true -> s i = Some x -> s' i = Some y -> a <= x - y <= b.
Definition off_by (n : nat) (s s' : nat -> score) (h : nat -> bool) (c : R) : Prop :=
  forall i x y, (i < n)%nat -> h i = true -> s i = Some x -> s' i = Some y -> x - y = c.
Definition odds (x : R) : R := x / (1 - x).

Section Rows.
  Variable n : nat.
  Variables s s' : nat -> score.
  Variable h : nat -> bool.
  Hypothesis alike : masked_alike n s s'.

  Lemma term_within a b : off_within n s s' h a b -> forall i, (i < n)%nat -> h i = true ->
    exp a * w s' i <= w s i <= exp b * w s' i.
  Proof.
    intros W i Hi K. pose proof (alike i Hi) as M. unfold w.
    destruct (s i) as [x|] eqn:E, (s' i) as [y|] eqn:F; cbn in *; try discriminate; [|lra].
    specialize (W i x y Hi K E F). rewrite <- !exp_plus. split; apply exp_le; lra.
  Qed.
  Lemma weight_within a b : off_within n s s' h a b ->
    exp a * over n h (w s') <= over n h (w s) <= exp b * over n h (w s').
  Proof. intros W. rewrite <- !over_scal. split; apply over_le; intros; now apply (term_within a b W). Qed.
  (* The weights differ by a factor e^c, the end of the terms' range, exactly when each does. *)
  Lemma weight_off c : (forall i, (i < n)%nat -> h i = true -> w s i <= exp c * w s' i) \/
    (forall i, (i < n)%nat -> h i = true -> exp c * w s' i <= w s i) ->
    (over n h (w s) = exp c * over n h (w s') <-> off_by n s s' h c).
  Proof.
    intros L. rewrite <- over_scal. split.
    - intros E i x y Hi K Ex Ey. assert (w s i = exp c * w s' i) as F.
      { destruct L as [L|L]; [apply (over_equal n h (w s) (fun i => exp c * w s' i)); auto|].
        symmetry. apply (over_equal n h (fun i => exp c * w s' i) (w s)); auto. }
      unfold w in F. rewrite Ex, Ey in F. cbn in F. rewrite <- exp_plus in F. apply exp_inv in F. lra.
    - intros E. apply over_ext. intros i Hi K. pose proof (alike i Hi) as M. unfold w.
      destruct (s i) as [x|] eqn:Ex, (s' i) as [y|] eqn:Ey; cbn in *; try discriminate; [|lra].
      rewrite <- exp_plus. f_equal. pose proof (E i x y Hi K Ex Ey). lra.
  Qed.
End Rows.

Section Odds.
  Variable n : nat.
  Variables s s' : nat -> score.
  Variable kept : nat -> bool.
  Hypothesis alike : masked_alike n s s'.
  Hypothesis some : keeps_some n s kept.
  Variables a_H b_H a_T b_T : R.
  Hypothesis head : off_within n s s' kept a_H b_H.
  Hypothesis tail : off_within n s s' (outside kept) a_T b_T.
  Local Notation odds_of s := (odds (tau n s kept)).

  Lemma some' : keeps_some n s' kept.
  Proof. destruct some as (i & Hi & K & F). exists i. rewrite <- (alike i Hi). auto. Qed.
  Lemma odds_within : exp (a_T - b_H) * odds_of s' <= odds_of s <= exp (b_T - a_H) * odds_of s'.
  Proof.
    pose proof some' as some'. unfold odds. rewrite !odds_is by assumption.
    pose proof (head_weight n s kept some) as P. pose proof (head_weight n s' kept some') as P'.
    pose proof (weight_within n s s' kept alike a_H b_H head) as H.
    pose proof (weight_within n s s' (outside kept) alike a_T b_T tail) as T.
    pose proof (over_weight_nonneg n s' (outside kept)).
    pose proof (exp_pos a_H). pose proof (exp_pos b_H). pose proof (exp_pos a_T). pose proof (exp_pos b_T).
    set (h := over n kept (w s)) in *. set (h' := over n kept (w s')) in *.
    set (t := over n (outside kept) (w s)) in *. set (t' := over n (outside kept) (w s')) in *.
    unfold Rminus. rewrite !exp_plus, !exp_Ropp. split.
    - replace (exp a_T * / exp b_H * (t' / h')) with ((exp a_T * t') / (exp b_H * h')) by (field; lra).
      apply div_le_div; try assumption; [now apply Rmult_lt_0_compat|].
      apply Rmult_le_compat; try lra. nra.
    - replace (exp b_T * / exp a_H * (t' / h')) with ((exp b_T * t') / (exp a_H * h')) by (field; lra).
      apply div_le_div; try assumption; [now apply Rmult_lt_0_compat|].
      apply Rmult_le_compat; try lra; nra.
  Qed.
  (* With a tail, each is attained exactly when D is constant on each side, at these ends. *)
  Lemma quotient_equal t h t' h' e f : 0 < h -> 0 < h' -> 0 < t' -> 0 < e -> 0 < f ->
    (e * t' <= t /\ h <= f * h') \/ (t <= e * t' /\ f * h' <= h) ->
    (t / h = e * / f * (t' / h') <-> h = f * h' /\ t = e * t').
  Proof.
    intros Hh Hh' Ht' He Hf L. split.
    - intros E. replace (e * / f * (t' / h')) with ((e * t') / (f * h')) in E by (field; lra).
      apply div_cross in E; [|lra|nra]. assert (0 < e * t') by now apply Rmult_lt_0_compat.
      assert (0 < f * h') by now apply Rmult_lt_0_compat. destruct L as [[A B]|[A B]].
      + assert (e * t' * h <= e * t' * (f * h')) by (apply Rmult_le_compat_l; lra).
        assert (e * t' * (f * h') <= t * (f * h')) by (apply Rmult_le_compat_r; lra).
        split; [apply (Rmult_eq_reg_l (e * t'))|apply (Rmult_eq_reg_r (f * h'))]; lra.
      + assert (t * (f * h') <= e * t' * (f * h')) by (apply Rmult_le_compat_r; lra).
        assert (e * t' * (f * h') <= e * t' * h) by (apply Rmult_le_compat_l; lra).
        split; [apply (Rmult_eq_reg_l (e * t'))|apply (Rmult_eq_reg_r (f * h'))]; lra.
    - intros [-> ->]. field. lra.
  Qed.
  Lemma odds_attained : 0 < tau n s kept ->
    (odds_of s = exp (b_T - a_H) * odds_of s' <->
     off_by n s s' kept a_H /\ off_by n s s' (outside kept) b_T) /\
    (odds_of s = exp (a_T - b_H) * odds_of s' <->
     off_by n s s' kept b_H /\ off_by n s s' (outside kept) a_T).
  Proof.
    intros Q. pose proof some' as some'. unfold odds. rewrite !odds_is by assumption.
    pose proof (head_weight n s kept some) as P. pose proof (head_weight n s' kept some') as P'.
    pose proof (weight_within n s s' kept alike a_H b_H head) as H.
    pose proof (weight_within n s s' (outside kept) alike a_T b_T tail) as T.
    pose proof (over_weight_nonneg n s' (outside kept)) as N.
    pose proof (exp_pos a_H). pose proof (exp_pos b_H). pose proof (exp_pos a_T). pose proof (exp_pos b_T).
    assert (0 < over n (outside kept) (w s')) as P2.
    { unfold tau in Q. rewrite mass_is in Q. destruct N as [|E]; [assumption|exfalso].
      rewrite <- E in T. assert (over n (outside kept) (w s) = 0) as Z0 by lra. rewrite Z0 in Q. unfold Rdiv
        in Q. lra. }
    unfold Rminus. rewrite !exp_plus, !exp_Ropp. split.
    - rewrite quotient_equal by (try assumption; lra).
      rewrite (weight_off n s s' kept alike a_H), (weight_off n s s' (outside kept) alike b_T); [reflexivity|
        |].
      + left. intros. now apply (term_within n s s' (outside kept) alike a_T b_T).
      + right. intros. now apply (term_within n s s' kept alike a_H b_H).
    - rewrite quotient_equal by (try assumption; lra).
      rewrite (weight_off n s s' kept alike b_H), (weight_off n s s' (outside kept) alike a_T); [reflexivity|
        |].
      + right. intros. now apply (term_within n s s' (outside kept) alike a_T b_T).
      + left. intros. now apply (term_within n s s' kept alike a_H b_H).
  Qed.
End Odds.

Lemma top_p n s s' kept d eps : masked_alike n s s' -> keeps_some n s kept -> 0 < eps < 1 ->
  off_within n s s' (fun _ => true) (- d) d ->
  tau n s' kept <= eps / (eps + (1 - eps) * exp (2 * d)) -> tau n s kept <= eps.
Proof.
  intros M K E D L.
  assert (forall h, off_within n s s' h (- d) d) as O by (intros h i x y Hi _; now apply D).
  pose proof (odds_within n s s' kept M K (- d) d (- d) d (O _) (O _)) as [_ U].
  pose proof (some' n s s' kept M K) as K'. unfold odds in U.
  replace (d - - d) with (2 * d) in U by ring. pose proof (exp_pos (2 * d)) as P.
  pose proof (head_pos n s kept K) as H. pose proof (head_pos n s' kept K') as H'.
  pose proof (tau_nonneg n s' kept K') as N. set (t := tau n s kept) in *. set (t' := tau n s' kept) in *.
  assert (0 < (1 - eps) * exp (2 * d)) by (apply Rmult_lt_0_compat; lra).
  assert (t' * (eps + (1 - eps) * exp (2 * d)) <= eps) as A.
  { apply (Rmult_le_compat_r (eps + (1 - eps) * exp (2 * d))) in L; [|lra].
    replace (eps / (eps + (1 - eps) * exp (2 * d)) * (eps + (1 - eps) * exp (2 * d))) with eps in L
      by (field; lra). exact L. }
  assert (t * (1 - t') <= exp (2 * d) * t' * (1 - t)) as B.
  { apply (Rmult_le_compat_r ((1 - t) * (1 - t'))) in U; [|apply Rlt_le, Rmult_lt_0_compat; lra].
    replace (t / (1 - t) * ((1 - t) * (1 - t'))) with (t * (1 - t')) in U by (field; lra).
    replace (exp (2 * d) * (t' / (1 - t')) * ((1 - t) * (1 - t'))) with (exp (2 * d) * t' * (1 - t)) in U
      by (field; lra). exact U. }
  (* t (1 - t') (1 - eps) <= (1 - eps) e^{2d} t' (1 - t) <= eps (1 - t') (1 - t) *)
  assert ((1 - eps) * exp (2 * d) * t' <= eps * (1 - t')) as C by nra.
  assert ((1 - eps) * (t * (1 - t')) <= (1 - eps) * (exp (2 * d) * t' * (1 - t))) as B1
    by (apply Rmult_le_compat_l; lra).
  assert ((1 - eps) * exp (2 * d) * t' * (1 - t) <= eps * (1 - t') * (1 - t)) as C1
    by (apply Rmult_le_compat_r; lra).
  assert (t * (1 - t') <= eps * (1 - t')) as F by lra. apply Rmult_le_reg_r in F; lra.
Qed.

Theorem approximate_top_p n s s' kept : masked_alike n s s' -> keeps_some n s kept ->
  (forall a_H b_H a_T b_T, off_within n s s' kept a_H b_H -> off_within n s s' (outside kept) a_T b_T ->
     exp (a_T - b_H) * odds (tau n s' kept) <= odds (tau n s kept) <=
       exp (b_T - a_H) * odds (tau n s' kept) /\
     (0 < tau n s kept ->
        (odds (tau n s kept) = exp (b_T - a_H) * odds (tau n s' kept) <->
         off_by n s s' kept a_H /\ off_by n s s' (outside kept) b_T) /\
        (odds (tau n s kept) = exp (a_T - b_H) * odds (tau n s' kept) <->
         off_by n s s' kept b_H /\ off_by n s s' (outside kept) a_T))) /\
  (forall d eps, 0 < eps < 1 -> off_within n s s' (fun _ => true) (- d) d ->
     tau n s' kept <= eps / (eps + (1 - eps) * exp (2 * d)) -> tau n s kept <= eps).
Proof.
  intros M K. split.
  - intros a_H b_H a_T b_T H T. split; [now apply odds_within|now apply odds_attained].
  - intros. now apply (top_p n s s' kept d).
Qed.

(* From (0, 0) to (-1, 1), the first kept: D = -1 on the head and 1 on the tail. *)
Definition moved : nat -> score := row (Some (-1) :: Some 1 :: nil).
Lemma moved_alike : masked_alike 2 moved flat.
Proof. intros i Hi. each i; reflexivity. Qed.
Lemma moved_some : keeps_some 2 moved (first 1).
Proof. exists 0%nat. repeat split; lia. Qed.
Lemma moved_off : off_within 2 moved flat (first 1) (-1) (-1) /\
  off_within 2 moved flat (outside (first 1)) 1 1 /\ off_within 2 moved flat (fun _ => true) (-1) 1.
Proof.
  repeat split; intros; each i; try discriminate; cbn in *;
    repeat match goal with H : Some _ = Some _ |- _ => injection H as <- end; lra.
Qed.
Lemma odds_flat : odds (tau 2 flat (first 1)) = 1.
Proof. unfold odds. rewrite flat_tau. field. Qed.
Lemma odds_moved : odds (tau 2 moved (first 1)) = exp 2.
Proof.
  destruct moved_off as (H & T & _).
  pose proof (odds_within 2 moved flat (first 1) moved_alike moved_some _ _ _ _ H T) as O.
  rewrite odds_flat in O. replace (1 - -1) with 2 in O by lra. lra.
Qed.
Example witness : masked_alike 2 moved flat /\ keeps_some 2 moved (first 1) /\
  off_within 2 moved flat (first 1) (-1) (-1) /\ off_within 2 moved flat (outside (first 1)) 1 1 /\
  off_within 2 moved flat (fun _ => true) (-1) 1 /\
  odds (tau 2 moved (first 1)) = exp (1 - -1) * odds (tau 2 flat (first 1)).
Proof.
  destruct moved_off as (H & T & A). split; [exact moved_alike|]. split; [exact moved_some|].
  repeat (split; [assumption|]). rewrite odds_moved, odds_flat. replace (1 - -1) with 2 by lra. lra.
Qed.

(* tail-alone: max_T D for max_T D - min_H D. *)
Example mutant_tail_alone : ~ odds (tau 2 moved (first 1)) <= exp 1 * odds (tau 2 flat (first 1)).
Proof. rewrite odds_moved, odds_flat. pose proof (exp_increasing 1 2). lra. Qed.
