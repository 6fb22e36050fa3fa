(* gap-lower-bound: tau_k >= 1/(1 + (k/(n_f - k)) e^{s_(1) - s_(n_f)}), and at least as sharp with l =
   e^{s_(k+1)} + (n_f - k - 1) e^{s_(n_f)}: tau_k >= l/(k e^{s_(1)} + l) *)
(* a = s_(1), x = s_(k), y = s_(k+1), z = s_(n_f). *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus ordered odds examples.
Open Scope R_scope.

Section Row.
  Variable n : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Variable k : nat.
  Variables a x y z : R.
  Hypothesis is_top_k : top_k n s kept k.
  Hypothesis bounds : (1 <= k < n_f n s)%nat.
  Hypothesis s_1 : order_statistic n s 1 a.
  Hypothesis s_k : order_statistic n s k x.
  Hypothesis s_k_1 : order_statistic n s (k + 1) y.
  Hypothesis s_n_f : order_statistic n s (n_f n s) z.
  Local Notation n_f := (rows.n_f n s).
  Local Notation tau := (rows.tau n s kept).
  Local Notation tail := (outside kept).

  Lemma all_below i u : (i < n)%nat -> s i = Some u -> u <= a.
  Proof.
    intros Hi E. destruct s_1 as [L _]. destruct (Rle_dec u a) as [|N]; [assumption|exfalso].
    assert (count n (fun _ => false) < count n (fun j => above a (s j)))%nat; [|lia].
    apply (count_lt n _ _ i); auto. rewrite E. unfold above. destruct (Rlt_dec a u); [reflexivity|lra].
  Qed.
  Lemma all_above i u : (i < n)%nat -> s i = Some u -> z <= u.
  Proof.
    intros Hi E. destruct s_n_f as [_ L]. destruct (Rle_dec z u) as [|N]; [assumption|exfalso].
    assert (count n (fun j => at_least z (s j)) < n_f)%nat; [|lia]. apply (count_lt n _ _ i); auto.
    - rewrite E. unfold at_least. destruct (Rle_dec z u); [lra|reflexivity].
    - now rewrite E.
    - intros j _ H. destruct (s j); [reflexivity|discriminate].
  Qed.
  Lemma head_most : over n kept (w s) <= INR k * exp a.
  Proof.
    destruct is_top_k as [C _]. rewrite <- C, <- over_const. apply over_le. intros i Hi K.
    destruct (head_above n s kept k x is_top_k bounds s_k i Hi K) as (u & E & _). unfold w. rewrite E.
    apply exp_le. now apply (all_below i).
  Qed.
  (* A finite tail key at s_(k+1). *)
  Lemma tail_top : exists j, (j < n)%nat /\ kept j = false /\ s j = Some y.
  Proof.
    destruct s_k_1 as [_ L]. destruct is_top_k as [C _].
    destruct (over_some n (fun i => at_least y (s i) && negb (kept i)) (fun _ => 1)) as (j & Hj & E & _).
    { rewrite over_const, Rmult_1_r. apply not_0_INR.
      rewrite (count_split n (fun i => at_least y (s i)) kept) in L.
      assert (count n (fun i => at_least y (s i) && kept i) <= count n kept)%nat; [|lia].
      apply count_le. intros i _ H. now apply andb_prop in H as [_ H]. }
    apply andb_prop in E as [A K]. exists j. split; [assumption|].
    assert (kept j = false) as Kj by now destruct (kept j). split; [assumption|].
    unfold at_least in A. destruct (s j) as [u|] eqn:E; [|discriminate]. destruct (Rle_dec y u);
      [|discriminate].
    pose proof (tail_below n s kept k y is_top_k bounds s_k_1 j u Hj Kj E). f_equal. lra.
  Qed.
  Definition least_tail : R := (INR n_f - INR k) * exp z.
  Definition sharp_tail : R := exp y + (INR n_f - INR k - 1) * exp z.
  Lemma tail_is_least : over n tail (fun i => if finite (s i) then exp z else 0) = least_tail.
  Proof.
    unfold least_tail. rewrite <- minus_INR by lia.
    rewrite <- (finite_tail_count n s kept k x is_top_k bounds s_k), <- over_const. apply sum_ext. intros i _.
    destruct (tail i); reflexivity.
  Qed.
  Lemma tail_terms_least i : (i < n)%nat -> tail i = true -> (if finite (s i) then exp z else 0) <= w s i.
  Proof.
    intros Hi _. unfold w. destruct (s i) as [u|] eqn:E; cbn; [|lra]. apply exp_le. now apply (all_above i).
  Qed.
  Lemma sharp_holds : sharp_tail <= over n tail (w s).
  Proof.
    destruct tail_top as (j & Hj & K & E).
    assert (tail j = true) as O by (unfold outside; now rewrite K).
    pose proof (over_at_least_one n tail (fun i => w s i - (if finite (s i) then exp z else 0)) j) as P.
    cbv beta in P. rewrite over_minus, tail_is_least in P.
    assert (w s j - (if finite (s j) then exp z else 0) = exp y - exp z) as D by (unfold w; rewrite E;
      reflexivity).
    rewrite D in P. specialize (P ltac:(intros i Hi Oi; pose proof (tail_terms_least i Hi Oi); lra) Hj O).
    unfold sharp_tail, least_tail in *. lra.
  Qed.
  Lemma sharper : least_tail <= sharp_tail.
  Proof.
    destruct tail_top as (j & Hj & K & E). unfold least_tail, sharp_tail.
    pose proof (exp_le z y (all_above j y Hj E)). lra.
  Qed.
  Lemma first_is : 1 / (1 + INR k / (INR n_f - INR k) * exp (a - z)) = least_tail / (INR k * exp a +
    least_tail).
  Proof.
    pose proof (counts_pos n s k bounds) as [P Q]. unfold least_tail.
    replace (exp (a - z)) with (exp a * / exp z) by (now rewrite <- exp_Ropp, <- exp_plus).
    pose proof (exp_pos a). pose proof (exp_pos z).
    assert (0 < INR k * exp a) by now apply Rmult_lt_0_compat.
    assert (0 < (INR n_f - INR k) * exp z) by now apply Rmult_lt_0_compat. field. lra.
  Qed.

  (* The first is attained exactly when the head is constant and the finite tail is constant. *)
  Theorem gap_lower_bound :
    1 / (1 + INR k / (INR n_f - INR k) * exp (a - z)) <= sharp_tail / (INR k * exp a + sharp_tail) <= tau /\
    (tau = 1 / (1 + INR k / (INR n_f - INR k) * exp (a - z)) <->
     (forall i, (i < n)%nat -> kept i = true -> s i = Some a) /\
     (forall j, (j < n)%nat -> kept j = false -> s j = None \/ s j = Some z)).
  Proof.
    pose proof (counts_pos n s k bounds) as [P Q]. pose proof (exp_pos a) as EA. pose proof (exp_pos z) as EZ.
    pose proof (some n s kept k x is_top_k bounds s_k) as K.
    assert (0 < INR k * exp a) as PA by now apply Rmult_lt_0_compat.
    assert (0 < least_tail) as PL by now apply Rmult_lt_0_compat.
    pose proof sharper. pose proof head_most. pose proof sharp_holds. rewrite first_is. split; [split|].
    - apply div_le_div; try lra. nra.
    - apply tau_at_least; auto; lra.
    - rewrite tau_is_least by (auto; lra). destruct is_top_k as [C _]. rewrite <- tail_is_least. split.
      + intros [EH ET]. split.
        * intros i Hi Ki. rewrite <- C, <- over_const in EH.
          assert (forall i, (i < n)%nat -> kept i = true -> w s i <= exp a) as T.
          { intros i' Hi' K'. destruct (head_above n s kept k x is_top_k bounds s_k i' Hi' K') as (u & E & _).
            unfold w. rewrite E. apply exp_le. now apply (all_below i'). }
          pose proof (over_equal _ _ _ _ T EH i Hi Ki) as F. cbn in F.
          destruct (head_above n s kept k x is_top_k bounds s_k i Hi Ki) as (u & E & _). unfold w in F.
            rewrite E in *.
          cbn in F. apply exp_inv in F. now subst.
        * intros j Hj Kj. assert (tail j = true) as O by (unfold outside; now rewrite Kj). symmetry in ET.
          pose proof (over_equal _ _ _ _ tail_terms_least ET j Hj O) as F. unfold w in F.
          destruct (s j) as [u|]; [right|now left]. cbn in F. apply exp_inv in F. now subst.
      + intros [EH ET]. split.
        * rewrite <- C, <- over_const. apply over_ext. intros i Hi Ki. unfold w. now rewrite EH.
        * apply over_ext. intros j Hj O. unfold outside in O. unfold w.
          destruct (ET j Hj) as [->| ->]; [now destruct (kept j)|reflexivity|reflexivity].
  Qed.
End Row.

Example witness : top_k 2 flat (first 1) 1 /\ (1 <= 1 < n_f 2 flat)%nat /\ order_statistic 2 flat 1 0 /\
  order_statistic 2 flat (1 + 1) 0 /\ order_statistic 2 flat (n_f 2 flat) 0 /\
  tau 2 flat (first 1) = 1 / (1 + INR 1 / (INR (n_f 2 flat) - INR 1) * exp (0 - 0)).
Proof.
  split; [exact flat_top|]. rewrite flat_count. split; [lia|]. split; [apply flat_score; lia|].
  split; [apply flat_score; lia|]. split; [apply flat_score; lia|]. rewrite flat_tau, Rminus_eq_0, exp_0.
    cbn. field.
Qed.

(* n for n_f in the lower bound: a masked key counted. *)
Definition masked_key : nat -> score := row (Some 0 :: Some 0 :: None :: nil).
Example mutant_masked_keys_counted : ~ 1 / (1 + INR 1 / (INR 3 - INR 1) * exp (0 - 0)) <= tau 3 masked_key
  (first 1).
Proof.
  replace (tau 3 masked_key (first 1)) with (1 / 2) by (unfold masked_key; compute_row; field).
  rewrite Rminus_eq_0, exp_0. cbn [INR]. replace (1 / (1 + 1 / (1 + 1 + 1 - 1) * 1)) with (2 / 3) by field.
    lra.
Qed.
