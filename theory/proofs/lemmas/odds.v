(* The tail mass between what head and tail may weigh, and where it equals its bounds; masses as quotients. *)
From Coq Require Import Reals Lra Lia Arith Bool.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax.
Open Scope R_scope.

Lemma mass_is n s h : over n h (p n s) = over n h (w s) / Z n s.
Proof.
  unfold p. rewrite (over_ext n h _ (fun i => / Z n s * w s i)) by (intros; unfold Rdiv; lra).
  rewrite over_scal. unfold Rdiv. lra.
Qed.
Lemma over_weight_nonneg n s h : 0 <= over n h (w s).
Proof. apply over_nonneg. intros. apply weight_nonneg. Qed.
Lemma mass_range n s A : (exists i, (i < n)%nat /\ finite (s i) = true) -> 0 <= over n A (p n s) <= 1 /\
  1 - over n A (p n s) = over n (outside A) (p n s).
Proof.
  intros (j & Hj & F). assert (keeps_some n s (fun _ => true)) as K by (exists j; auto).
  pose proof (p_sum n s _ K) as S. rewrite (split n A) in S.
  assert (forall h, 0 <= over n h (p n s)) as P by (intros h; apply over_nonneg; intros;
    now apply (p_nonneg n s _ K)).
  pose proof (P A). pose proof (P (outside A)). lra.
Qed.

Section Row.
  Variable n : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Hypothesis some : keeps_some n s kept.
  Local Notation Head := (over n kept (w s)).
  Local Notation Tail := (over n (outside kept) (w s)).

  Lemma head_weight : 0 < Head.
  Proof.
    destruct some as (i & Hi & K & F). eapply Rlt_le_trans; [apply (weight_pos _ F)|].
    apply (over_at_least_one n kept (w s) i); auto. intros; apply weight_nonneg.
  Qed.
  Lemma odds_is : tau n s kept / (1 - tau n s kept) = Tail / Head.
  Proof.
    pose proof head_weight. pose proof (over_weight_nonneg n s (outside kept)). rewrite tau_odds. field. lra.
  Qed.
  Lemma tau_at_most A B : 0 < A -> A <= Head -> Tail <= B -> tau n s kept <= B / (A + B).
  Proof.
    intros P L U. pose proof (over_weight_nonneg n s (outside kept)). rewrite tau_odds.
    apply div_le_div; try lra. nra.
  Qed.
  Lemma tau_is_most A B : 0 < A -> 0 < B -> A <= Head -> Tail <= B ->
    (tau n s kept = B / (A + B) <-> Head = A /\ Tail = B).
  Proof.
    intros P Q L U. pose proof (over_weight_nonneg n s (outside kept)). rewrite tau_odds. split.
    - intros E. apply div_cross in E; [|lra|lra]. split; nra.
    - intros [-> ->]. reflexivity.
  Qed.
  Lemma tau_at_least A B : 0 <= B -> Head <= A -> B <= Tail -> B / (A + B) <= tau n s kept.
  Proof.
    intros P L U. pose proof head_weight. rewrite tau_odds. apply div_le_div; try lra. nra.
  Qed.
  Lemma tau_is_least A B : 0 < B -> Head <= A -> B <= Tail ->
    (tau n s kept = B / (A + B) <-> Head = A /\ Tail = B).
  Proof.
    intros P L U. pose proof head_weight. rewrite tau_odds. split.
    - intros E. apply div_cross in E; [|lra|lra]. split; nra.
    - intros [-> ->]. reflexivity.
  Qed.
End Row.
