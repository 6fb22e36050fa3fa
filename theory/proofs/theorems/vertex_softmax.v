(* vertex-softmax: the maximum of sum p_i c_i over a box of scores is among the n + 1 thresholds in the
   order of c *)
(* A threshold of the order of c raises the keys with c above a number t to their upper ends and leaves the
   others at their lower ends: n + 1 different points at most, each in the box. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus odds examples.
Open Scope R_scope.

Definition in_box (n : nat) (lo hi s : nat -> score) : Prop :=
  forall i, (i < n)%nat -> score_le (lo i) (s i) /\ score_le (s i) (hi i).
Definition threshold (lo hi : nat -> score) (c : nat -> R) (t : R) (i : nat) : score :=
  if Rlt_dec t (c i) then hi i else lo i.
Definition average (n : nat) (s : nat -> score) (c : nat -> R) : R := sum n (fun i => p n s i * c i).

Lemma weight_le a b : score_le a b -> weight a <= weight b.
Proof. destruct a, b; cbn; try easy; [apply exp_le|intros _; left; apply exp_pos|lra]. Qed.
Lemma average_is n s c V : 0 < Z n s -> average n s c - V = sum n (fun i => w s i * (c i - V)) / Z n s.
Proof.
  intros P. unfold average, p.
  rewrite (sum_ext n (fun i => w s i / Z n s * c i) (fun i => / Z n s * (w s i * c i))) by (intros;
    unfold Rdiv; lra).
  rewrite (sum_ext n (fun i => w s i * (c i - V)) (fun i => w s i * c i - V * w s i)) by (intros; lra).
  rewrite sum_scal, sum_minus, sum_scal. fold (Z n s). field. lra.
Qed.

Theorem vertex_softmax n lo hi s c : in_box n lo hi s -> (exists i, (i < n)%nat /\ finite (lo i) = true) ->
  exists t, in_box n lo hi (threshold lo hi c t) /\ average n s c <= average n (threshold lo hi c t) c.
Proof.
  intros B (i0 & H0 & F0). set (V := average n s c). exists V. set (u := threshold lo hi c V). split.
  - intros i Hi. destruct (B i Hi) as [L U]. unfold u, threshold.
    assert (score_le (lo i) (hi i)) by (destruct (lo i), (s i), (hi i); cbn in *; try easy; lra).
    destruct (Rlt_dec V (c i)); split; auto; destruct (hi i), (lo i); cbn; lra || trivial.
  - assert (forall x, (forall i, (i < n)%nat -> score_le (lo i) (x i)) -> 0 < Z n x) as pos.
    { intros x X. eapply Rlt_le_trans; [apply (weight_pos _ F0)|].
      eapply Rle_trans; [|apply (sum_at_least_one n (w x) i0); auto; intros; apply weight_nonneg].
      now apply weight_le, X. }
    assert (0 < Z n s) as P by (apply pos; intros i Hi; now apply B).
    assert (forall i, (i < n)%nat -> w (threshold lo hi c V) i = if Rlt_dec V (c i) then weight (hi i) else
      weight (lo i)) as W.
    { intros i _. unfold w, threshold. now destruct (Rlt_dec V (c i)). }
    assert (0 < Z n u) as Q.
    { apply pos. intros i Hi. unfold u, threshold. destruct (B i Hi) as [L U].
      destruct (Rlt_dec V (c i)); [destruct (lo i), (s i), (hi i); cbn in *; try easy; lra|].
      destruct (lo i); cbn; lra || trivial. }
    pose proof (average_is n s c V P) as E. replace (average n s c - V) with 0 in E by (unfold V; lra).
    assert (sum n (fun i => w s i * (c i - V)) = 0) as S0.
    { apply (Rmult_eq_reg_r (/ Z n s)); [|apply Rinv_neq_0_compat; lra]. unfold Rdiv in E. lra. }
    pose proof (average_is n u c V Q) as G.
    assert (sum n (fun i => w s i * (c i - V)) <= sum n (fun i => w u i * (c i - V))) as L.
    { apply sum_le. intros i Hi. unfold u. rewrite W by assumption. destruct (B i Hi) as [L U].
      apply weight_le in L, U. fold (w s i) in L, U. destruct (Rlt_dec V (c i)); nra. }
    rewrite S0 in L. assert (0 <= sum n (fun i => w u i * (c i - V)) / Z n u) by now apply div_nonneg. lra.
Qed.

Definition zero_one (i : nat) : R := if first 1 i then 1 else 0.
Definition upper : nat -> score := row (Some (ln 3) :: Some (ln 3) :: nil).
Lemma box_of_two : in_box 2 flat upper flat.
Proof.
  assert (0 < ln 3) by (rewrite <- ln_1; apply ln_increasing; lra).
  intros i Hi. each i; cbn; lra.
Qed.
Example witness : in_box 2 flat upper flat /\ (exists i, (i < 2)%nat /\ finite (flat i) = true) /\
  average 2 (threshold flat upper zero_one (1 / 2)) zero_one = 3 / 4.
Proof.
  split; [exact box_of_two|]. split; [exists 0%nat; split; [lia|reflexivity]|].
  unfold average, threshold, upper, zero_one. compute_row. decide_all.
  cbn [weight]. rewrite ?exp_0, ?exp_ln by lra. field.
Qed.

(* The lower ends of all keys for the best threshold. *)
Example mutant_lower_ends : ~ average 2 (threshold flat upper zero_one (1 / 2)) zero_one <= average 2 flat
  zero_one.
Proof.
  destruct witness as (_ & _ & ->). unfold average, zero_one. compute_row.
  replace (0 + 1 / (0 + 1 + 1) * 1 + 1 / (0 + 1 + 1) * 0) with (1 / 2) by field. lra.
Qed.
