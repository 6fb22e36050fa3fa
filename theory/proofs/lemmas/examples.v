(* Small rows, for witnesses and for the cases that refute mutants, and tactics that evaluate them. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows values.
Open Scope R_scope.

Definition row (l : list score) (i : nat) : score := nth i l None.
Definition first (k i : nat) : bool := Nat.ltb i k.
(* Two keys of equal scores, the first kept. *)
Definition flat : nat -> score := row (Some 0 :: Some 0 :: nil).

(* Of a key i below a literal: one goal a key. *)
Ltac each i := destruct i as [|i]; [|first [exfalso; lia|each i]].
Ltac decide_all := repeat match goal with
  | |- context [Rlt_dec ?a ?b] => destruct (Rlt_dec a b); try (exfalso; lra)
  | |- context [Rle_dec ?a ?b] => destruct (Rle_dec a b); try (exfalso; lra)
  | |- context [Req_EM_T ?a ?b] => destruct (Req_EM_T a b); try (exfalso; lra)
  end.
Ltac unfold_row := unfold tau, p_hat, p, Z, w, n_f, flat, row, first, above, at_least, over, outside.
Ltac compute_row :=
  unfold_row; cbn [sum count negb andb orb nth Nat.ltb Nat.leb weight finite score_le option_map Nat.add];
  rewrite ?exp_0, ?exp_ln by lra.

Lemma flat_tau : tau 2 flat (first 1) = 1 / 2.
Proof. compute_row. field. Qed.
Lemma flat_some : keeps_some 2 flat (first 1).
Proof. exists 0%nat. repeat split; lia. Qed.
Lemma flat_top : top_k 2 flat (first 1) 1.
Proof.
  split; [reflexivity|]. intros i j Hi Hj K L. each i; each j; try discriminate. cbn. lra.
Qed.
Lemma flat_count : n_f 2 flat = 2%nat.
Proof. reflexivity. Qed.
Lemma flat_score m : (1 <= m <= 2)%nat -> order_statistic 2 flat m 0.
Proof.
  intros H. unfold order_statistic. compute_row. decide_all; cbn [count Nat.add]; lia.
Qed.

(* Values 1 and -1 in one dimension: mu_H = 1, mu_T = -1, and the error is -1. *)
Definition apart (i : nat) : vector := fun _ => if first 1 i then 1 else -1.
Lemma norm_one u : norm 1 u = Rabs (u 0%nat).
Proof.
  unfold norm, dot. cbn [sum]. rewrite Rplus_0_l. apply sqrt_Rsqr_abs.
Qed.
Lemma flat_range : 0 < tau 2 flat (first 1) < 1.
Proof. rewrite flat_tau. lra. Qed.
Lemma apart_error a : err 2 flat (first 1) apart a = -1.
Proof. unfold err, sub, attention, truncated, apart. compute_row. field. Qed.
Lemma apart_norm : norm 1 (err 2 flat (first 1) apart) = 1.
Proof. rewrite norm_one, apart_error. rewrite Rabs_left; lra. Qed.
Lemma apart_diameter : diameter 2 1 flat (first 1) apart 2.
Proof.
  split.
  - intros i j (Hi & Hj & Ki & Kj & _). rewrite norm_one. unfold sub, apart. rewrite Ki, Kj.
    rewrite Rabs_right; lra.
  - exists 0%nat, 1%nat. split; [repeat split; lia|]. rewrite norm_one. unfold sub, apart. cbn.
      rewrite Rabs_right; lra.
Qed.
