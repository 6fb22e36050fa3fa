(* score-perturbation: s and s' masked alike, d = max |s' - s| and w = max (s' - s) - min (s' - s) over the
   finite scores: TV(P, P') <= tanh(w/4) <= tanh(d/2) *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus odds examples.
Open Scope R_scope.

Section Rows.
  Variable n : nat.
  Variables s s' : nat -> score.
  Variables lo hi : R.
  Hypothesis alike : differ_within n s s' lo hi.
  Hypothesis some_finite : exists i, (i < n)%nat /\ finite (s i) = true.
  Local Notation all := (fun _ : nat => true).

  Lemma weight_ratio i : (i < n)%nat -> exp lo * w s i <= w s' i <= exp hi * w s i.
  Proof.
    intros Hi. pose proof (alike i Hi) as D. unfold w. destruct (s i) as [x|], (s' i) as [y|]; cbn;
      try easy; [|lra].
    rewrite <- !exp_plus. split; apply exp_le; lra.
  Qed.
  Lemma lo_le_hi : lo <= hi.
  Proof.
    destruct some_finite as (i & Hi & F). pose proof (alike i Hi) as D. destruct (s i), (s' i); try easy. lra.
  Qed.

  Lemma some_s : keeps_some n s all.
  Proof. destruct some_finite as (i & ? & ?). exists i. auto. Qed.
  Lemma some_finite' : exists i, (i < n)%nat /\ finite (s' i) = true.
  Proof.
    destruct some_finite as (i & Hi & F). exists i. pose proof (alike i Hi) as D. destruct (s i), (s' i);
      cbn in *; easy.
  Qed.
  Lemma some_s' : keeps_some n s' all.
  Proof. destruct some_finite' as (i & ? & ?). exists i. auto. Qed.

  Lemma ends A : over n A (w s') <= exp hi * over n A (w s) /\ exp lo * over n A (w s) <= over n A (w s').
  Proof. rewrite <- !over_scal. split; apply over_le; intros; now apply weight_ratio. Qed.

  (* The odds of any set rise by e^{hi - lo} at most. *)
  Lemma odds A : over n A (p n s') * over n (outside A) (p n s) <=
                 exp (hi - lo) * (over n A (p n s) * over n (outside A) (p n s')).
  Proof.
    rewrite !mass_is. pose proof (Z_pos n s all some_s) as P. pose proof (Z_pos n s' all some_s') as P'.
    pose proof (proj1 (ends A)) as U. pose proof (proj2 (ends (outside A))) as L.
    assert (0 <= over n A (w s)) by (apply over_nonneg; intros; apply weight_nonneg).
    assert (0 <= over n (outside A) (w s)) by (apply over_nonneg; intros; apply weight_nonneg).
    replace (exp (hi - lo)) with (exp hi * / exp lo) by (now rewrite <- exp_Ropp, <- exp_plus).
    pose proof (exp_pos lo). pose proof (exp_pos hi).
    set (a := over n A (w s)) in *. set (b := over n (outside A) (w s)) in *.
    set (a' := over n A (w s')) in *. set (b' := over n (outside A) (w s')) in *.
    set (z := Z n s) in *. set (z' := Z n s') in *.
    replace (a' / z' * (b / z)) with (/ (z * z') * (a' * b)) by (field; lra).
    replace (exp hi * / exp lo * (a / z * (b' / z'))) with (/ (z * z') * (exp hi * a * (b' * / exp lo)))
      by (field; lra).
    apply Rmult_le_compat_l; [left; apply Rinv_0_lt_compat; nra|].
    apply Rmult_le_compat; try assumption.
    - apply over_nonneg; intros; apply weight_nonneg.
    - apply (Rmult_le_reg_l (exp lo)); [assumption|].
      replace (exp lo * (b' * / exp lo)) with b' by (field; lra). assumption.
  Qed.

  (* TV is the excess on the set where P' is larger. *)
  Definition raised (i : nat) : bool := if Rlt_dec (p n s i) (p n s' i) then true else false.
  Lemma tv_is_excess : total_variation n (p n s) (p n s') = over n raised (p n s') - over n raised (p n s).
  Proof.
    pose proof (p_sum n s all some_s) as S. pose proof (p_sum n s' all some_s') as S'.
    unfold total_variation.
    rewrite (sum_ext n _ (fun i => 2 * (if raised i then p n s' i - p n s i else 0) - (p n s' i - p n s i))).
    - rewrite sum_minus, sum_scal, sum_minus. fold (over n raised (fun i => p n s' i - p n s i)).
      rewrite over_minus. lra.
    - intros i _. unfold raised. destruct (Rlt_dec (p n s i) (p n s' i));
        [rewrite Rabs_left|rewrite Rabs_right]; lra.
  Qed.

  Lemma excess_at_most_tv U : over n U (p n s') - over n U (p n s) <= total_variation n (p n s) (p n s').
  Proof.
    pose proof (p_sum n s all some_s) as S. pose proof (p_sum n s' all some_s') as S'.
    rewrite (split n U) in S, S'. unfold total_variation. rewrite (split n U).
    assert (over n U (p n s') - over n U (p n s) <= over n U (fun i => Rabs (p n s i - p n s' i))).
    { rewrite <- over_minus. apply over_le. intros. rewrite Rabs_minus_sym. apply Rle_abs. }
    assert (over n (outside U) (p n s) - over n (outside U) (p n s') <=
            over n (outside U) (fun i => Rabs (p n s i - p n s' i))).
    { rewrite <- over_minus. apply over_le. intros. apply Rle_abs. }
    lra.
  Qed.

  Lemma spread : total_variation n (p n s) (p n s') <= tanh ((hi - lo) / 4).
  Proof.
    rewrite tv_is_excess. pose proof lo_le_hi.
    destruct (mass_range n s raised some_finite) as [R1 E1].
    destruct (mass_range n s' raised some_finite') as [R2 E2].
    apply odds_difference; try assumption; [lra|]. rewrite E1, E2.
    replace (4 * ((hi - lo) / 4)) with (hi - lo) by field. apply odds.
  Qed.

  (* The differences take the two values at the ends, and the keys of the larger one, each score raised by
    half the
     spread, weigh as much as the others. *)
  Definition two_valued : Prop := exists U : nat -> bool,
    (forall i x y, (i < n)%nat -> s i = Some x -> s' i = Some y -> y - x = if U i then hi else lo) /\
    exp ((hi - lo) / 2) * over n U (w s) = over n (outside U) (w s).

  Lemma attained : two_valued -> total_variation n (p n s) (p n s') = tanh ((hi - lo) / 4).
  Proof.
    intros (U & D & B). apply Rle_antisym; [exact spread|].
    eapply Rle_trans; [|apply (excess_at_most_tv U)]. rewrite !mass_is.
    pose proof (Z_pos n s all some_s) as P. pose proof (Z_pos n s' all some_s') as P'.
    assert (forall (h : nat -> bool) c, (forall i, (i < n)%nat -> h i = true -> (if U i then hi else lo) = c)
      ->
              over n h (w s') = exp c * over n h (w s)) as W.
    { intros h c Hc. rewrite <- over_scal. apply over_ext. intros i Hi Hh. specialize (Hc i Hi Hh).
      pose proof (alike i Hi) as A. unfold w. destruct (s i) as [x|] eqn:Ex, (s' i) as [y|] eqn:Ey;
        try easy; cbn; [|lra].
      rewrite <- exp_plus. f_equal. specialize (D i x y Hi Ex Ey). lra. }
    assert (over n U (w s') = exp hi * over n U (w s)) as WU by (apply W; intros i _ ->; reflexivity).
    assert (over n (outside U) (w s') = exp lo * over n (outside U) (w s)) as WO.
    { apply W. unfold outside. intros i _ E. now destruct (U i). }
    unfold Z in *. rewrite (split n U (w s)) in *. rewrite (split n U (w s')) in *. rewrite WU, WO, <- B in *.
    set (q := exp ((hi - lo) / 2)) in *. set (a := over n U (w s)) in *. pose proof (exp_pos lo).
      pose proof (exp_pos hi).
    assert (exp hi = q * q * exp lo) as H1.
    { unfold q. rewrite <- !exp_plus. f_equal. lra. }
    assert (0 < q) by apply exp_pos. assert (0 < a) by (assert (0 <= a) by apply over_weight_nonneg; nra).
    assert (tanh ((hi - lo) / 4) = (q - 1) / (q + 1)) as ->.
    { unfold tanh, sinh, cosh, q. replace ((hi - lo) / 2) with ((hi - lo) / 4 + (hi - lo) / 4) by lra.
      rewrite exp_plus, exp_Ropp. pose proof (exp_pos ((hi - lo) / 4)). field. repeat split; nra. }
    right. rewrite H1. field. repeat split; nra.
  Qed.

  Lemma attained_only : lo < hi -> total_variation n (p n s) (p n s') = tanh ((hi - lo) / 4) -> two_valued.
  Proof.
    intros LH E. rewrite tv_is_excess in E.
    destruct (mass_range n s raised some_finite) as [R1 E1].
    destruct (mass_range n s' raised some_finite') as [R2 E2].
    pose proof (odds raised) as O. rewrite <- E1, <- E2 in O.
    replace (hi - lo) with (4 * ((hi - lo) / 4)) in O by field.
    destruct (odds_equal _ _ ((hi - lo) / 4) R1 R2 ltac:(lra) O E) as [A B].
    replace (4 * ((hi - lo) / 4)) with (hi - lo) in B by field.
    replace (2 * ((hi - lo) / 4)) with ((hi - lo) / 2) in A by field.
    rewrite E1, E2 in B. rewrite !mass_is in *.
    pose proof (Z_pos n s all some_s) as P. pose proof (Z_pos n s' all some_s') as P'.
    pose proof (ends raised) as [U _]. pose proof (ends (outside raised)) as [_ L].
    set (a := over n raised (w s)) in *. set (b := over n (outside raised) (w s)) in *.
    set (a' := over n raised (w s')) in *. set (b' := over n (outside raised) (w s')) in *.
    assert (Z n s = a + b) as ZE by apply (split n raised).
    assert (0 <= b') by apply over_weight_nonneg. assert (0 <= a) by apply over_weight_nonneg.
    assert (0 <= b) by apply over_weight_nonneg.
    set (q := exp ((hi - lo) / 2)) in *. assert (0 < q) by apply exp_pos.
    assert (q * a = b) as AB.
    { assert (a / Z n s * (1 + q) * Z n s = Z n s) as F by (rewrite A; lra).
      replace (a / Z n s * (1 + q) * Z n s) with (a * (1 + q)) in F by (field; lra). lra. }
    assert (0 < a) by nra. assert (0 < b) by nra.
    pose proof (exp_pos lo). pose proof (exp_pos hi).
    assert (a' * b = exp (hi - lo) * (a * b')) as C.
    { assert (a' / Z n s' * (b / Z n s) * (Z n s * Z n s') = exp (hi - lo) * (a / Z n s * (b' / Z n s')) * (Z
      n s * Z n s'))
        as F by now rewrite B.
      replace (a' / Z n s' * (b / Z n s) * (Z n s * Z n s')) with (a' * b) in F by (field; lra).
      replace (exp (hi - lo) * (a / Z n s * (b' / Z n s')) * (Z n s * Z n s')) with (exp (hi - lo) * (a *
        b')) in F
        by (field; lra). exact F. }
    assert (exp (hi - lo) * exp lo = exp hi) as EE by (rewrite <- exp_plus; f_equal; lra).
    pose proof (exp_pos (hi - lo)) as EP.
    assert (exp (hi - lo) * (a * (exp lo * b)) <= exp (hi - lo) * (a * b')) as G1.
    { apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_l; lra. }
    assert (a' * b <= exp hi * a * b) as G2 by (apply Rmult_le_compat_r; lra).
    replace (exp (hi - lo) * (a * (exp lo * b))) with (exp hi * a * b) in G1 by (rewrite <- EE; ring).
    assert (a' * b = exp hi * a * b) as EA by lra. apply Rmult_eq_reg_r in EA; [|lra].
    assert (exp (hi - lo) * (a * b') = exp (hi - lo) * (a * (exp lo * b))) as EB.
    { replace (exp (hi - lo) * (a * (exp lo * b))) with (exp hi * a * b) by (rewrite <- EE; ring). lra. }
    apply Rmult_eq_reg_l in EB; [|lra]. apply Rmult_eq_reg_l in EB; [|lra].
    exists raised. split; [|exact AB]. intros i x y Hi Ex Ey. destruct (raised i) eqn:K.
    - unfold a', a in EA. rewrite <- over_scal in EA.
      pose proof (over_equal n raised _ _ (fun j Hj _ => proj2 (weight_ratio j Hj)) EA i Hi K) as F. cbn in F.
      unfold w in F. rewrite Ex, Ey in F. cbn in F. rewrite <- exp_plus in F. apply exp_inv in F. lra.
    - unfold b', b in EB. rewrite <- over_scal in EB. symmetry in EB.
      assert (outside raised i = true) as O' by (unfold outside; now rewrite K).
      pose proof (over_equal n (outside raised) _ _ (fun j Hj _ => proj1 (weight_ratio j Hj)) EB i Hi O') as
        F. cbn in F.
      unfold w in F. rewrite Ex, Ey in F. cbn in F. rewrite <- exp_plus in F. apply exp_inv in F. lra.
  Qed.
End Rows.

(* lo and hi: the least and the largest difference of finite scores, or numbers below and above;
  d = max |s' - s|. *)
Theorem score_perturbation n s s' lo hi d :
  differ_within n s s' lo hi -> (exists i, (i < n)%nat /\ finite (s i) = true) -> - d <= lo -> hi <= d ->
  total_variation n (p n s) (p n s') <= tanh ((hi - lo) / 4) <= tanh (d / 2) /\
  (total_variation n (p n s) (p n s') = tanh ((hi - lo) / 4) <-> lo = hi \/ two_valued n s s' lo hi).
Proof.
  intros H F L U. pose proof (lo_le_hi n s s' lo hi H F) as LH.
  split; [split; [now apply spread|apply tanh_increasing; lra]|]. split.
  - intros E. destruct (Req_dec lo hi); [now left|right]. apply attained_only; auto. lra.
  - intros [E|E]; [|now apply attained]. subst. apply Rle_antisym; [now apply spread|].
    rewrite Rminus_eq_0. unfold Rdiv. rewrite Rmult_0_l, tanh_0.
    unfold total_variation. apply Rmult_le_pos; [lra|]. apply sum_nonneg. intros. apply Rabs_pos.
Qed.

(* Both scores 0, then 1 and 0: not two-valued at equal weights;
  the bound is attained from (-1/2, 0) to (1/2, 0). *)
Definition low : nat -> score := row (Some (- (1 / 2)) :: Some 0 :: nil).
Definition high : nat -> score := row (Some (1 / 2) :: Some 0 :: nil).
Lemma low_high : differ_within 2 low high 0 1.
Proof. intros i Hi. each i; cbn; lra. Qed.
Example witness : differ_within 2 low high 0 1 /\ (exists i, (i < 2)%nat /\ finite (low i) = true) /\ - 1 <=
  0 /\ 1 <= 1 /\
  total_variation 2 (p 2 low) (p 2 high) = tanh ((1 - 0) / 4).
Proof.
  split; [exact low_high|]. split; [exists 0%nat; split; [lia|reflexivity]|]. split; [lra|]. split; [lra|].
  apply attained; [exact low_high|exists 0%nat; split; [lia|reflexivity]|].
  exists (first 1). split.
  - intros i x y Hi Ex Ey. each i; cbn in Ex, Ey; injection Ex as <-; injection Ey as <-; cbn; lra.
  - unfold over, outside, w, low, row, first. cbn [sum negb nth Nat.ltb Nat.leb weight].
    rewrite Rplus_0_l, Rplus_0_r, <- exp_plus, Rplus_0_l, Rplus_0_l || idtac.
    replace ((1 - 0) / 2 + - (1 / 2)) with 0 by field. rewrite exp_0. lra.
Qed.

(* tightened: 0.99 of the bound. *)
Example mutant_tightened : ~ total_variation 2 (p 2 low) (p 2 high) <= 99 / 100 * tanh ((1 - 0) / 4).
Proof.
  destruct witness as (_ & _ & _ & _ & ->). intros H. assert (0 < tanh ((1 - 0) / 4)); [|lra].
  unfold tanh. pose proof (exp_increasing (- ((1 - 0) / 4)) ((1 - 0) / 4)).
    pose proof (exp_pos (- ((1 - 0) / 4))).
  unfold sinh, cosh. apply Rdiv_lt_0_compat; lra.
Qed.
