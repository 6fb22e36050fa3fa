(* Sums and products in two numbers (theory/numbers/double_word.hpp, theory/stable/sums.hpp): the first step and the last
   one have no error. In every format of `digits` binary digits with a least exponent, double's and float's among them,
   rounded to nearest even, where nothing overflows. The steps are those of theory/proofs/forms.py, to which the traced
   ones must be equal; the theorems are Flocq's. *)
From Coq Require Import Reals Lra Lia ZArith.
From Flocq Require Import Core Mult_error Pff2Flocq.
Open Scope R_scope.

Section Sums.
  Variables least digits : Z.
  Hypothesis least_small : (least < 0)%Z.
  Hypothesis digits_large : (1 < digits)%Z.
  Local Instance positive : Prec_gt_0 digits := Z.lt_trans _ _ _ Z.lt_0_1 digits_large.
  Notation format := (generic_format radix2 (FLT_exp least digits)).
  Notation rnd := (round radix2 (FLT_exp least digits) ZnearestE).

  Lemma symmetric z : negb (Z.even z) = negb (negb (Z.even (- (z + 1)))).
  Proof. rewrite Z.even_opp, Z.even_add. destruct (Z.even z); reflexivity. Qed.
  Lemma turned x y : rnd (x - y) = - rnd (y - x).
  Proof. replace (x - y) with (- (y - x)) by ring. apply round_NE_opp. Qed.
  Lemma exactly x : format x -> rnd x = x.
  Proof. apply round_generic. apply valid_rnd_N. Qed.

  Theorem exact_sum a b : format a -> format b ->
    (*%form sum a b*)
    v1 + v6 = a + b.
  Proof.
    intros A B. apply (TwoSum_correct least digits (fun z => negb (Z.even z)) digits_large); [lia|exact symmetric|exact A|exact B].
  Qed.
  Theorem two_sum a b : format a -> format b ->
    (*%form sum a b*)
    v1 + v6 = a + b.
  Proof. exact (exact_sum a b). Qed.

  Theorem exact_sum_of_ordered a b : format a -> format b -> Rabs b <= Rabs a \/ a = 0 ->
    (*%form ordered a b*)
    v1 + v3 = a + b.
  Proof.
    intros A B [H| ->]; cbn zeta.
    - rewrite (turned _ a). replace (b - - rnd (a - rnd (a + b))) with (b + rnd (a - rnd (a + b))) by ring.
      apply (Fast2Sum_correct least digits (fun z => negb (Z.even z)) digits_large); [lia|exact symmetric|assumption..].
    - rewrite Rplus_0_l, (exactly b B), Rminus_0_r, (exactly b B), Rminus_eq_0, round_0; [ring|apply valid_rnd_N].
  Qed.

  Theorem two_product a b : format a -> format b -> a * b = 0 \/ bpow radix2 (least + 2 * digits - 1) <= Rabs (a * b) ->
    (*%form fused a b*)
    v1 + v2 = a * b.
  Proof.
    intros A B H. cbn zeta. replace (a * b + - rnd (a * b)) with (- (rnd (a * b) - a * b)) by ring.
    rewrite round_NE_opp, (exactly (rnd (a * b) - a * b)); [ring|]. apply mult_error_FLT; try typeclasses eauto; [exact A|exact B|].
    intros N. destruct H as [Z|L]; [contradiction|exact L].
  Qed.
End Sums.

Section Product.
  Variable least : Z.
  Hypothesis least_small : (least < 0)%Z.
  Local Instance double : Prec_gt_0 53 := eq_refl.
  Notation format := (generic_format radix2 (FLT_exp least 53)).
  Notation rnd := (round radix2 (FLT_exp least 53) ZnearestE).

  (* Of double, least = -1074, products from 2^-969 on. *)
  Theorem exact_product a b : format a -> format b -> a * b = 0 \/ bpow radix2 (least + 105) <= Rabs (a * b) ->
    (*%form product a b*)
    v1 + v17 = a * b.
  Proof.
    intros A B H. cbn zeta.
    destruct (Dekker radix2 least 53 (fun z => negb (Z.even z)) ltac:(lia) least_small a b A B (or_introl eq_refl)) as [E _].
    replace (least + 105)%Z with (least + 2 * 53 - 1)%Z in H by lia. specialize (E H). cbv zeta in E. change (bpow radix2 (53 - Z.div2 53)) with 134217728 in E.
    assert (forall x, rnd (rnd (x - rnd (x * (134217728 + 1))) + rnd (x * (134217728 + 1))) =
                      rnd (rnd (0x1.0000002p+27 * x) - rnd (rnd (0x1.0000002p+27 * x) - x))) as upper.
    { intros x. replace (0x1.0000002p+27 * x) with (x * (134217728 + 1)) by lra.
      rewrite (turned least 53 x). f_equal. ring. }
    rewrite !upper in E. symmetry. rewrite E at 1. do 8 f_equal. ring.
  Qed.
End Product.
