(* CompensatedSum (theory/stable/sums.hpp), its additions: for sums of every length n with n u <= 1, u <=
  2^-24,
   |pair() - sum x_i| <= 18 n u^2 sum |x_i|, of which the source states twice as much.
     A two_sum splits off low, at most u
   times the sum that it rounds, without error; `errors_` takes it with a relative error u, and every 16
     terms it is
   carried into the sum, without error again. *)
From Coq Require Import Reals Lra Lia Arith.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums.
Open Scope R_scope.

Section Sum.
  Variable u : R.
  Variable x : nat -> R.
  Hypothesis u_small : 0 <= u <= / 16777216.

  (* After i terms: sum_ = s, errors_ = e, and r terms since the last carrying. *)
  Inductive run : nat -> nat -> R -> R -> Prop :=
    | start : run 0 0 0 0
    | add i r s e low d : run i r s e -> (r < 15)%nat -> Rabs low <= u * Rabs (s + x i) -> Rabs d <= u ->
        run (S i) (S r) (s + x i - low) ((e + low) * (1 + d))
    | carry i s e low d low2 : run i 15 s e -> Rabs low <= u * Rabs (s + x i) -> Rabs d <= u ->
        Rabs low2 <= u * Rabs (s + x i - low + (e + low) * (1 + d)) ->
        run (S i) 0 (s + x i - low + (e + low) * (1 + d) - low2) low2.

  Variable n : nat.
  Hypothesis n_small : INR n * u <= 1.
  Definition size : R := sum n (fun i => Rabs (x i)).
  Lemma size_nonneg : 0 <= size.
  Proof. apply sum_nonneg. intros. apply Rabs_pos. Qed.
  Lemma partial i : (i <= n)%nat -> Rabs (sum i x) <= size.
  Proof.
    intros H. eapply Rle_trans; [apply sum_abs|]. unfold size. clear n_small.
    induction H as [|m H IH]; [lra|]. cbn [sum].
    pose proof (Rabs_pos (x m)). lra.
  Qed.

  (* How large errors_ is, in units of u times the size. *)
  Definition share (r : nat) : R := (INR r + 1) * (1 + INR r / 1048576) * (10001 / 10000).
  Lemma share_step r : (r <= 15)%nat -> (share r + 10001 / 10000) * (1 + u) <= share (S r) /\ 0 <= share r <=
    16002 / 1000.
  Proof.
    intros H. unfold share. rewrite S_INR. assert (0 <= INR r <= 15) as B.
    { split; [apply pos_INR|]. apply le_INR in H. replace (INR 15) with 15 in H by (cbn; lra). exact H. }
    set (q := INR r) in *. assert (0 <= q * q <= 225) as Q by nra.
    replace ((q + 1) * (1 + q / 1048576)) with (1 + q + (q * q + q) / 1048576) by field.
    replace ((q + 1 + 1) * (1 + (q + 1) / 1048576)) with (2 + q + (q * q + 3 * q + 2) / 1048576) by field.
    split; [|lra].
    apply Rle_trans with (((1 + q + (q * q + q) / 1048576) * (10001 / 10000) + 10001 / 10000) * (1 + /
      16777216)); [|lra].
    apply Rmult_le_compat_l; lra.
  Qed.

  Lemma bounded a b : Rabs a <= b -> - b <= a <= b.
  Proof. unfold Rabs. destruct (Rcase_abs a); lra. Qed.
  Lemma within a b : - b <= a <= b -> Rabs a <= b.
  Proof. unfold Rabs. destruct (Rcase_abs a); lra. Qed.

  Lemma invariant i r s e : run i r s e -> (i <= n)%nat -> (r <= 15)%nat /\
    Rabs (s + e - sum i x) <= 18 * INR i * (u * u) * size /\ Rabs e <= share r * (u * size).
  Proof.
    intros H. pose proof size_nonneg as M0. assert (0 <= u * size) as U0 by (apply Rmult_le_pos; lra).
    (* what a deviation within the bound may add, and a two_sum split off *)
    assert (forall i, (i <= n)%nat -> 18 * INR i * (u * u) * size <= / 500000 * size) as small.
    { intros j Hj. apply Rmult_le_compat_r; [assumption|]. apply le_INR in Hj. pose proof (pos_INR j).
      assert (INR j * u <= 1) by nra. assert (0 <= INR j * u) by (apply Rmult_le_pos; lra).
      replace (18 * INR j * (u * u)) with (18 * (INR j * u) * u) by ring. nra. }
    assert (forall low v, Rabs low <= u * Rabs v -> Rabs v <= 10001 / 10000 * size -> Rabs low <= 10001 /
      10000 * (u * size)) as split_off.
    { intros low v A B. eapply Rle_trans; [exact A|]. replace (10001 / 10000 * (u * size)) with (u * (10001 /
      10000 * size)) by ring.
      apply Rmult_le_compat_l; [lra|exact B]. }
    assert (forall r e low d, (r <= 15)%nat -> Rabs e <= share r * (u * size) -> Rabs low <= 10001 / 10000 *
      (u * size) ->
              Rabs d <= u -> Rabs ((e + low) * (1 + d)) <= share (S r) * (u * size) /\
              Rabs ((e + low) * d) <= 18 * (u * u) * size) as errors.
    { intros q f low d Hq E L D. destruct (share_step q Hq) as [S1 S2].
      assert (Rabs (f + low) <= (share q + 10001 / 10000) * (u * size)) as F.
      { eapply Rle_trans; [apply Rabs_triang|]. lra. }
      rewrite !Rabs_mult. split.
      - apply Rle_trans with ((share q + 10001 / 10000) * (u * size) * (1 + u)).
        + apply Rmult_le_compat; try apply Rabs_pos; [exact F|]. apply within. apply bounded in D. lra.
        + replace ((share q + 10001 / 10000) * (u * size) * (1 + u)) with ((share q + 10001 / 10000) * (1 +
            u) * (u * size)) by ring.
          apply Rmult_le_compat_r; assumption.
      - apply Rle_trans with ((share q + 10001 / 10000) * (u * size) * u).
        + apply Rmult_le_compat; try apply Rabs_pos; assumption.
        + replace (18 * (u * u) * size) with (18 * (u * size) * u) by ring. apply Rmult_le_compat_r; [lra|].
          apply Rmult_le_compat_r; [assumption|lra]. }
    assert (forall i r s e, (S i <= n)%nat -> (r <= 15)%nat -> Rabs (s + e - sum i x) <= 18 * INR i * (u * u)
      * size ->
              Rabs e <= share r * (u * size) -> Rabs (s + x i) <= 10001 / 10000 * size) as running.
    { intros j q t f Hj Hq A E. pose proof (small j ltac:(lia)) as B. pose proof (partial (S j) Hj) as P.
      cbn [sum] in P.
      destruct (share_step q Hq) as [_ S2].
      assert (share q * (u * size) <= / 100000 * size) as G.
      { replace (share q * (u * size)) with (share q * u * size) by ring. apply Rmult_le_compat_r;
        [assumption|]. nra. }
      apply within. apply bounded in A, E, P. lra. }
    induction H as [|i r s e low d H IH L D F|i s e low d low2 H IH L D F]; intros Hn.
    - split; [lia|]. cbn [sum INR]. rewrite Rplus_0_r, Rminus_0_r, Rabs_R0, Rmult_0_r, !Rmult_0_l.
      split; [lra|]. apply Rmult_le_pos; [|assumption]. unfold share. cbn. lra.
    - destruct (IH ltac:(lia)) as (R1 & A & E). pose proof (running i r s e Hn R1 A E) as V.
      destruct (errors r e low d R1 E (split_off _ _ D V) F) as [E1 E2].
      split; [lia|]. split; [|exact E1]. cbn [sum]. rewrite S_INR.
      replace (s + x i - low + (e + low) * (1 + d) - (sum i x + x i)) with ((s + e - sum i x) + (e + low) *
        d) by ring.
      eapply Rle_trans; [apply Rabs_triang|]. lra.
    - destruct (IH ltac:(lia)) as (R1 & A & E). pose proof (running i 15%nat s e Hn R1 A E) as V.
      destruct (errors 15%nat e low d R1 E (split_off _ _ L V) D) as [E1 E2].
      assert (Rabs (s + x i - low + (e + low) * (1 + d) - sum (S i) x) <= 18 * INR (S i) * (u * u) * size) as
        A1.
      { cbn [sum]. rewrite S_INR.
        replace (s + x i - low + (e + low) * (1 + d) - (sum i x + x i)) with ((s + e - sum i x) + (e + low) *
          d) by ring.
        eapply Rle_trans; [apply Rabs_triang|]. lra. }
      split; [lia|]. split.
      + replace (s + x i - low + (e + low) * (1 + d) - low2 + low2 - sum (S i) x)
          with (s + x i - low + (e + low) * (1 + d) - sum (S i) x) by ring. exact A1.
      + unfold share. cbn [INR]. replace ((0 + 1) * (1 + 0 / 1048576) * (10001 / 10000)) with (10001 / 10000)
          by field.
        apply (split_off _ _ F). pose proof (small (S i) Hn). pose proof (partial (S i) Hn) as P.
        apply within. apply bounded in A1, P. lra.
  Qed.

  Theorem compensated_sum r s e : run n r s e ->
    Rabs (s + e - sum n x) <= 18 * INR n * (u * u) * size /\
    forall d, Rabs d <= u ->
      Rabs ((s + e) * (1 + d) - sum n x) <= u * Rabs (sum n x) + 36 * INR n * (u * u) * size.
  Proof.
    intros H. destruct (invariant n r s e H (le_n n)) as (_ & A & _). split; [exact A|]. intros d D.
    replace ((s + e) * (1 + d) - sum n x) with ((s + e - sum n x) * (1 + d) + sum n x * d) by ring.
    pose proof size_nonneg as M0. pose proof (pos_INR n).
    assert (0 <= 18 * INR n * (u * u) * size) as P.
    { apply Rmult_le_pos; [|assumption]. apply Rmult_le_pos; [lra|]. apply Rle_0_sqr. }
    eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult.
    assert (Rabs (1 + d) <= 2) as D2 by (apply within; apply bounded in D; lra).
    assert (Rabs (s + e - sum n x) * Rabs (1 + d) <= 18 * INR n * (u * u) * size * 2).
    { apply Rmult_le_compat; try apply Rabs_pos; assumption. }
    assert (Rabs (sum n x) * Rabs d <= Rabs (sum n x) * u) by (apply Rmult_le_compat_l;
      [apply Rabs_pos|exact D]). lra.
  Qed.
End Sum.

(* A run: two terms 1, without rounding. *)
Example witness : run 0 (fun _ => 1) 2 2 (0 + 1 - 0 + 1 - 0) (((0 + 0) * (1 + 0) + 0) * (1 + 0)).
Proof.
  apply (add 0 (fun _ => 1) 1 1 (0 + 1 - 0) ((0 + 0) * (1 + 0)) 0 0); [|lia|rewrite Rabs_R0;
    lra|rewrite Rabs_R0; lra].
  apply (add 0 (fun _ => 1) 0 0 0 0 0 0); [apply start|lia|rewrite Rabs_R0; lra|rewrite Rabs_R0; lra].
Qed.
