(* The sum of two double words (theory/numbers/double_word.hpp) where y.high is between -x.high and half of it: off by
   3 u^2 + 14 u^3 of the exact sum, however much cancels. In a format of 53 digits without underflow. The steps are
   those of the source. *)
From Coq Require Import Reals Lra ZArith.
From Flocq Require Import Core Sterbenz Plus_error Relative.
Open Scope R_scope.

Notation format := (generic_format radix2 (FLX_exp 53)).
Notation rnd := (round radix2 (FLX_exp 53) ZnearestE).
Definition u : R := / 9007199254740992. (* 2^-53 *)
#[local] Instance precision : Prec_gt_0 53 := eq_refl.

Lemma relative x : Rabs (rnd x - x) <= u * Rabs x.
Proof.
  pose proof (relative_error_N_FLX radix2 53 precision (fun z => negb (Z.even z)) x) as H.
  change (bpow radix2 (- (53) + 1)) with (/ 4503599627370496) in H.
  replace (/ 2 * / 4503599627370496) with u in H by (unfold u; lra). exact H.
Qed.
Lemma exactly x : format x -> rnd x = x.
Proof. apply round_generic. apply valid_rnd_N. Qed.
Lemma left_over x y : format x -> format y -> format (x + y - rnd (x + y)).
Proof.
  intros X Y. replace (x + y - rnd (x + y)) with (- (rnd (x + y) - (x + y))) by ring.
  apply generic_format_opp. apply plus_error; try assumption; typeclasses eauto.
Qed.
Lemma opposite x y : format x -> format y -> - x <= y <= - (x / 2) -> format (x + y).
Proof.
  intros X Y H. replace (x + y) with (x - - y) by ring.
  apply sterbenz; [typeclasses eauto|typeclasses eauto|exact X|apply generic_format_opp; exact Y|lra].
Qed.

Theorem word_sum xh xl yh yl : format xh -> format xl -> format yh -> format yl -> - xh <= yh <= - (xh / 2) ->
  (*%sum words xh yh 25*)
  (*%sum words xl yl 31*)
  (*%steps words 37 37*)
  (*%ordered words v25 v37 38*)
  (*%steps words 41 41*)
  (*%ordered words v38 v41 42*)
  Rabs (v42 + v44 - ((xh + xl) + (yh + yl))) <= (3 + 14 * u) * (u * u) * Rabs ((xh + xl) + (yh + yl)).
Proof.
  intros Xh Xl Yh Yl near. cbn zeta.
  assert (forall a b, rnd (a + b) + (a + b - rnd (a + b)) = a + b) as whole by (intros; ring). rewrite (whole _ (rnd (_ + _))).
  rewrite (exactly (xh + yh)) by (apply opposite; assumption).
  assert (format (xh + yh)) as A by (apply opposite; assumption).
  replace (xh + yh - (xh + yh)) with 0 by ring. rewrite Rplus_0_l.
  assert (format (rnd (xl + yl))) as B by (apply generic_format_round; typeclasses eauto).
  rewrite (exactly (rnd (xl + yl)) B).
  pose proof (relative (xl + yl)) as R1. pose proof (left_over xl yl Xl Yl) as C.
  set (a := xh + yh) in *. set (b := rnd (xl + yl)) in *.
  replace (xh + xl + (yh + yl)) with (a + (xl + yl)) by (unfold a; ring). set (l := xl + yl) in *. clearbody a b l.
  set (c := l - b) in *. replace l with (b + c) in * by (unfold c; ring). clearbody c.
  pose proof (relative (a + b)) as R2. set (h := rnd (a + b)) in *.
  pose proof (relative (c + (a + b - h))) as R3.
  assert (0 < u < / 1000000) as U by (unfold u; lra).
  assert (rnd (a + b) = a + b -> h + rnd (c + (a + b - h)) - (a + (b + c)) = 0) as exact.
  { intros E. unfold h. rewrite E. replace (c + (a + b - (a + b))) with c by ring. rewrite (exactly c C). ring. }
  assert (0 <= (3 + 14 * u) * (u * u) * Rabs (a + (b + c))) as P.
  { apply Rmult_le_pos; [|apply Rabs_pos]. apply Rmult_le_pos; nra. }
  assert (format (a + b) \/ Rabs b <= 2 * Rabs (a + b)) as cases.
  { destruct (Rle_dec (Rabs b) (2 * Rabs (a + b))) as [L|L]; [right; exact L|left].
    apply Rnot_le_lt in L. destruct (Rle_dec 0 b) as [S|S].
    - replace (a + b) with (b - - a) by ring.
      apply sterbenz; [typeclasses eauto|typeclasses eauto|exact B|apply generic_format_opp; exact A|].
      revert L. unfold Rabs. destruct (Rcase_abs b), (Rcase_abs (a + b)); lra.
    - replace (a + b) with (a - - b) by ring.
      apply sterbenz; [typeclasses eauto|typeclasses eauto|exact A|apply generic_format_opp; exact B|].
      revert L. unfold Rabs. destruct (Rcase_abs b), (Rcase_abs (a + b)); lra. }
  destruct cases as [F|L].
  { rewrite (exact (exactly (a + b) F)), Rabs_R0. exact P. }
  replace (h + rnd (c + (a + b - h)) - (a + (b + c)))
    with (rnd (c + (a + b - h)) - (c + (a + b - h))) by ring.
  eapply Rle_trans; [exact R3|].
  (* c is an error of b, and a + b - h of a + b *)
  set (m := Rabs (a + b)) in *. pose proof (Rabs_pos (a + b)) as M. fold m in M.
  assert (Rabs c <= 2 * u * (1 + 2 * u) * m) as C1.
  { replace (b - (b + c)) with (- c) in R1 by ring. rewrite Rabs_Ropp in R1.
    pose proof (Rabs_triang b c). pose proof (Rabs_pos c). pose proof (Rabs_pos b).
    assert (Rabs c * (1 - u) <= u * (2 * m)) by nra.
    assert (Rabs c * (1 - u) <= (2 * u * (1 + 2 * u) * m) * (1 - u)) as D.
    { eapply Rle_trans; [eassumption|].
      replace (2 * u * (1 + 2 * u) * m * (1 - u)) with (u * (2 * m) + 2 * (u * m) * (u * (1 - 2 * u))) by ring.
      assert (0 <= 2 * (u * m) * (u * (1 - 2 * u))); [|lra].
      apply Rmult_le_pos; [|apply Rmult_le_pos; lra]. assert (0 <= u * m) by (apply Rmult_le_pos; lra). lra. }
    apply Rmult_le_reg_r with (1 - u); lra. }
  assert (Rabs (a + b - h) <= u * m) as H1.
  { replace (a + b - h) with (- (h - (a + b))) by ring. rewrite Rabs_Ropp. exact R2. }
  assert (Rabs (c + (a + b - h)) <= (3 + 4 * u) * u * m) as S1.
  { eapply Rle_trans; [apply Rabs_triang|]. lra. }
  assert ((1 - (2 * u * (1 + 2 * u))) * m <= Rabs (a + (b + c))) as T1.
  { pose proof (Rabs_triang (a + (b + c)) (- c)) as T. rewrite Rabs_Ropp in T.
    replace (a + (b + c) + - c) with (a + b) in T by ring. fold m in T. lra. }
  apply Rle_trans with ((3 + 4 * u) * (u * u) * m).
  { replace ((3 + 4 * u) * (u * u) * m) with (u * ((3 + 4 * u) * u * m)) by ring. apply Rmult_le_compat_l; lra. }
  apply Rle_trans with ((3 + 14 * u) * (u * u) * ((1 - (2 * u * (1 + 2 * u))) * m)).
  2: { apply Rmult_le_compat_l; [|exact T1]. apply Rmult_le_pos; nra. }
  replace ((3 + 14 * u) * (u * u) * ((1 - 2 * u * (1 + 2 * u)) * m))
    with (((3 + 14 * u) * (1 - 2 * u * (1 + 2 * u))) * ((u * u) * m)) by ring.
  rewrite (Rmult_assoc (3 + 4 * u)). apply Rmult_le_compat_r; [apply Rmult_le_pos; [nra|lra]|]. nra.
Qed.
(* Which is within what is said of all sums. *)
Lemma listed : 3 + 14 * u <= (*%proved*).
Proof. unfold u. lra. Qed.
