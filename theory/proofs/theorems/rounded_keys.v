(* rounded-keys: keys rounded to nearest in a binary format, without saturation, the query exact, s = c
   q.k, Delta_x the largest spacing of the format at a coordinate x of the keys: |s - s^| <= (c/2) sum |q_x|
   Delta_x, the d of approximate-top-p *)
(* A format is any set F of numbers: the binary ones are among them. Its spacing at y is at most Delta where
   y is between two of its numbers that are Delta apart or less: none beyond its ends, so nothing saturates.
     *)
From Coq Require Import Reals Lra Lia Arith Bool List ZArith.
From Tailmass.theorems Require Import approximate_top_p.
From Tailmass.definitions Require Import rows values.
From Tailmass.lemmas Require Import sums softmax vectors examples.
Open Scope R_scope.

Definition nearest (F : R -> Prop) (y r : R) : Prop := F r /\ forall g, F g -> Rabs (y - r) <= Rabs (y - g).
Definition spacing_at_most (F : R -> Prop) (y Delta : R) : Prop :=
  exists a b, F a /\ F b /\ a <= y <= b /\ b - a <= Delta.

Lemma rounding F y r Delta : nearest F y r -> spacing_at_most F y Delta -> Rabs (y - r) <= Delta / 2.
Proof.
  intros [_ N] (a & b & Fa & Fb & I & D). pose proof (N a Fa) as A. pose proof (N b Fb) as B.
  rewrite (Rabs_right (y - a)) in A by lra. rewrite (Rabs_left1 (y - b)) in B by lra. lra.
Qed.

Section Key.
  Variables (d : nat) (c : R) (q k k' : vector) (Delta : nat -> R) (F : R -> Prop).
  Hypothesis c_pos : 0 < c.
  Hypothesis rounded : forall x, (x < d)%nat -> nearest F (k x) (k' x).
  Hypothesis spaced : forall x, (x < d)%nat -> spacing_at_most F (k x) (Delta x).
  Local Notation bound := (c / 2 * sum d (fun x => Rabs (q x) * Delta x)).

  Lemma coordinate x : (x < d)%nat -> Rabs (q x * (k x - k' x)) <= / 2 * (Rabs (q x) * Delta x).
  Proof.
    intros Hx. rewrite Rabs_mult. pose proof (Rabs_pos (q x)).
    pose proof (rounding F (k x) (k' x) (Delta x) (rounded x Hx) (spaced x Hx)) as R.
    apply (Rmult_le_compat_l (Rabs (q x))) in R; lra.
  Qed.
  Lemma difference : c * dot d q k - c * dot d q k' = c * sum d (fun x => q x * (k x - k' x)).
  Proof.
    rewrite <- Rmult_minus_distr_l. f_equal. unfold dot. rewrite <- sum_minus. apply sum_ext. intros. lra.
  Qed.
  Lemma score_error : Rabs (c * dot d q k - c * dot d q k') <= bound.
  Proof.
    rewrite difference, Rabs_mult, (Rabs_right c) by lra.
    unfold Rdiv. rewrite Rmult_assoc. apply Rmult_le_compat_l; [lra|]. rewrite <- sum_scal.
    eapply Rle_trans; [apply sum_abs|]. apply sum_le. exact coordinate.
  Qed.
  (* Attained exactly when each coordinate that counts is off by Delta_x/2, all to one side of the query. *)
  Definition one_direction : Prop := exists e, (e = 1 \/ e = -1) /\
    forall x, (x < d)%nat -> q x * (k x - k' x) = e * (/ 2 * (Rabs (q x) * Delta x)).
  Lemma score_error_is : Rabs (c * dot d q k - c * dot d q k') = bound <-> one_direction.
  Proof.
    assert (bound = c * sum d (fun x => / 2 * (Rabs (q x) * Delta x))) as B
      by (rewrite sum_scal; unfold Rdiv; ring).
    rewrite B, difference, Rabs_mult, (Rabs_right c) by lra. split.
    - intros E. apply Rmult_eq_reg_l in E; [|lra].
      destruct (Rle_dec 0 (sum d (fun x => q x * (k x - k' x)))) as [P|P].
      + exists 1. split; [now left|]. rewrite Rabs_right in E by lra. intros x Hx. rewrite Rmult_1_l.
        apply (sum_equal d (fun x => q x * (k x - k' x)) (fun x => / 2 * (Rabs (q x) * Delta x))); auto.
        intros y Hy. eapply Rle_trans; [apply Rle_abs|now apply coordinate].
      + exists (-1). split; [now right|]. rewrite Rabs_left in E by lra. intros x Hx.
        enough (-1 * (q x * (k x - k' x)) = / 2 * (Rabs (q x) * Delta x)) by lra.
        apply (sum_equal d (fun x => -1 * (q x * (k x - k' x))) (fun x => / 2 * (Rabs (q x) * Delta x)));
          auto; [|rewrite sum_scal; lra].
        intros y Hy. eapply Rle_trans; [|now apply coordinate].
        replace (-1 * (q y * (k y - k' y))) with (- (q y * (k y - k' y))) by ring.
        rewrite <- Rabs_Ropp. apply Rle_abs.
    - intros (e & He & E). f_equal. rewrite (sum_ext d _ _ E), sum_scal, Rabs_mult.
      assert (Rabs e = 1) as -> by (destruct He as [-> | ->]; [apply Rabs_R1|rewrite Rabs_left; lra]).
      rewrite Rmult_1_l. apply Rabs_right, Rle_ge, sum_nonneg. intros x Hx.
      eapply Rle_trans; [apply Rabs_pos|now apply coordinate].
  Qed.
End Key.

(* Scores of the keys, those masked left out. *)
Definition scores (d : nat) (c : R) (q : vector) (k : nat -> vector) (masked : nat -> bool) (j : nat) : score
  :=
  if masked j then None else Some (c * dot d q (k j)).

Theorem rounded_keys n d c q k k' masked Delta F :
  0 < c -> (forall j x, (j < n)%nat -> (x < d)%nat -> nearest F (k j x) (k' j x)) ->
  (forall j x, (j < n)%nat -> (x < d)%nat -> spacing_at_most F (k j x) (Delta x)) ->
  let bound := c / 2 * sum d (fun x => Rabs (q x) * Delta x) in
  let s := scores d c q k masked in let s' := scores d c q k' masked in
  (forall j, (j < n)%nat -> Rabs (c * dot d q (k j) - c * dot d q (k' j)) <= bound /\
     (Rabs (c * dot d q (k j) - c * dot d q (k' j)) = bound <-> one_direction d q (k j) (k' j) Delta)) /\
  (forall kept eps, keeps_some n s kept -> 0 < eps < 1 ->
     tau n s' kept <= eps / (eps + (1 - eps) * exp (2 * bound)) -> tau n s kept <= eps).
Proof.
  intros P N S. cbv zeta.
  assert (forall j, (j < n)%nat -> Rabs (c * dot d q (k j) - c * dot d q (k' j)) <=
            c / 2 * sum d (fun x => Rabs (q x) * Delta x)) as B.
  { intros j Hj. apply (score_error d c q (k j) (k' j) Delta F); auto. }
  split.
  - intros j Hj. split; [now apply B|]. apply (score_error_is d c q (k j) (k' j) Delta F); auto.
  - intros kept eps K E L. eapply top_p; [|exact K|exact E| |exact L].
    + intros j Hj. unfold scores. now destruct (masked j).
    + intros j x y Hj _ X Y. unfold scores in *. destruct (masked j); [discriminate|].
      injection X as <-. injection Y as <-. specialize (B j Hj).
      revert B. unfold Rabs. destruct (Rcase_abs _); lra.
Qed.

(* Whole numbers, and the key 1/2 rounded to 0. *)
Definition whole (r : R) : Prop := exists z, r = IZR z.
Lemma half_to_zero : nearest whole (1 / 2) 0.
Proof.
  split; [now exists 0%Z|]. intros g (z & ->). rewrite Rminus_0_r, (Rabs_right (1 / 2)) by lra.
  destruct (Z_le_gt_dec z 0) as [L|G].
  - apply IZR_le in L. rewrite Rabs_right; lra.
  - assert (1 <= z)%Z as A by lia. apply IZR_le in A. rewrite Rabs_left; lra.
Qed.
Lemma half_spaced : spacing_at_most whole (1 / 2) 1.
Proof. exists 0, 1. split; [now exists 0%Z|]. split; [now exists 1%Z|]. lra. Qed.
Example witness : nearest whole (1 / 2) 0 /\ spacing_at_most whole (1 / 2) 1 /\
  Rabs (1 * dot 1 (fun _ => 1) (fun _ => 1 / 2) - 1 * dot 1 (fun _ => 1) (fun _ => 0)) =
    1 / 2 * sum 1 (fun _ => Rabs 1 * 1).
Proof.
  split; [exact half_to_zero|]. split; [exact half_spaced|]. unfold dot. cbn [sum].
  rewrite Rabs_R1, Rabs_right; lra.
Qed.

(* quarter: c/4 for c/2. *)
Example mutant_quarter :
  ~ Rabs (1 * dot 1 (fun _ => 1) (fun _ => 1 / 2) - 1 * dot 1 (fun _ => 1) (fun _ => 0)) <=
    1 / 4 * sum 1 (fun _ => Rabs 1 * 1).
Proof. destruct witness as (_ & _ & ->). cbn [sum]. rewrite Rabs_R1. lra. Qed.
