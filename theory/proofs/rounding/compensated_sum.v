(* CompensatedSum (theory/stable/sums.hpp): for sums of every length, of numbers and of products, with n u <= 1 for n
   terms, a product counting as two, and u <= 2^-24,
   what pair() and value() are off by, as rounding.csv has it.
   A two_sum splits off low, at most u times the sum that it rounds, without error, and a two_product likewise;
   `errors_` takes each with a relative error u, and every 16 terms it is carried into the sum, without error again. *)
From Coq Require Import Reals Lra Lia Arith.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums.
Open Scope R_scope.

Section Sum.
  Variable u : R.
  Variable x : nat -> R.
  Variable product : nat -> bool.
  Hypothesis u_small : 0 <= u <= / 16777216.

  (* What term i leaves to add, high, and of errors_ = e makes f. *)
  Inductive taken (i : nat) (e : R) : R -> R -> Prop :=
    | number : product i = false -> taken i e (x i) e
    | split low d : product i = true -> Rabs low <= u * Rabs (x i) -> Rabs d <= u ->
        taken i e (x i - low) ((e + low) * (1 + d)).

  (* After i terms: sum_ = s, errors_ = e, and r terms since the last carrying. *)
  Inductive run : nat -> nat -> R -> R -> Prop :=
    | start : run 0 0 0 0
    | add i r s e high f low d : run i r s e -> (r < 15)%nat -> taken i e high f -> Rabs low <= u * Rabs (s + high) ->
        Rabs d <= u -> run (S i) (S r) (s + high - low) ((f + low) * (1 + d))
    | carry i s e high f low d low2 : run i 15 s e -> taken i e high f -> Rabs low <= u * Rabs (s + high) ->
        Rabs d <= u -> Rabs low2 <= u * Rabs (s + high - low + (f + low) * (1 + d)) ->
        run (S i) 0 (s + high - low + (f + low) * (1 + d) - low2) low2.

  Variable n : nat.
  Definition weight (i : nat) : R := if product i then 2 else 1.
  Definition terms (i : nat) : R := sum i weight.
  Hypothesis n_small : terms n * u <= 1.
  Definition part (i : nat) : R := sum i (fun j => Rabs (x j)).
  Definition size : R := part n.

  Lemma grows f i j : (forall k, 0 <= f k) -> (i <= j)%nat -> sum i f <= sum j f.
  Proof. intros P H. induction H as [|j H IH]; [lra|]. cbn [sum]. pose proof (P j). lra. Qed.
  Lemma part_grows i : (i <= n)%nat -> 0 <= part i <= size.
  Proof.
    intros H. split; [apply sum_nonneg; intros; apply Rabs_pos|].
    apply grows; [intros; apply Rabs_pos|exact H].
  Qed.
  Lemma weight_pos i : 1 <= weight i.
  Proof. unfold weight. destruct (product i); lra. Qed.
  Lemma terms_grow i : (i <= n)%nat -> 0 <= terms i <= terms n.
  Proof.
    assert (forall k, 0 <= weight k) as P by (intros k; pose proof (weight_pos k); lra).
    intros H. split; [apply sum_nonneg; intros; apply P|]. apply grows; assumption.
  Qed.
  Lemma partial i : (i <= n)%nat -> Rabs (sum i x) <= size.
  Proof. intros H. eapply Rle_trans; [apply sum_abs|]. apply (part_grows i H). Qed.

  (* How large errors_ is: of what sums split off, in units of u times the size; of what products do, u times the part. *)
  Definition growth (r : nat) : R := 1 + INR r / 1048576.
  Definition share (r : nat) : R := (INR r + 1) * growth r * (10001 / 10000).
  Lemma share_step r : (r <= 15)%nat ->
    (share r * (1 + u) + 10001 / 10000) * (1 + u) <= share (S r) /\ 0 <= share r <= 16002 / 1000 /\
    growth r * (1 + u) * (1 + u) <= growth (S r) /\ 1 <= growth r <= 10001 / 10000.
  Proof.
    intros H. unfold share, growth. rewrite S_INR. assert (0 <= INR r <= 15) as B.
    { split; [apply pos_INR|]. apply le_INR in H. replace (INR 15) with 15 in H by (cbn; lra). exact H. }
    set (q := INR r) in *. assert (0 <= q * q <= 225) as Q by nra.
    replace ((q + 1) * (1 + q / 1048576)) with (1 + q + (q * q + q) / 1048576) by field.
    replace ((q + 1 + 1) * (1 + (q + 1) / 1048576)) with (2 + q + (q * q + 3 * q + 2) / 1048576) by field.
    assert (0 <= u * u <= / 16777216 * / 16777216) as UU.
    { split; [apply Rle_0_sqr|]. apply Rmult_le_compat; lra. }
    repeat split; try lra.
    - set (a := 1 + q + (q * q + q) / 1048576). assert (0 <= a <= 17) as A by (unfold a; lra).
      replace ((a * (10001 / 10000) * (1 + u) + 10001 / 10000) * (1 + u))
        with ((10001 / 10000) * (a + 1 + (2 * a + 1) * u + a * (u * u))) by field.
      replace ((2 + q + (q * q + 3 * q + 2) / 1048576) * (10001 / 10000))
        with ((10001 / 10000) * (a + 1 + (2 * q + 2) / 1048576)) by (unfold a; field).
      apply Rmult_le_compat_l; [lra|].
      assert ((2 * a + 1) * u <= (2 * a + 1) * / 16777216) as BU by (clear - A u_small; apply Rmult_le_compat_l; lra).
      assert (a * (u * u) <= 17 * (/ 16777216 * / 16777216)) as AU by (clear - A UU; apply Rmult_le_compat; lra).
      unfold a in *. lra.
    - set (g := 1 + q / 1048576). assert (1 <= g <= 2) as G by (unfold g; lra).
      replace (g * (1 + u) * (1 + u)) with (g + g * (2 * u + u * u)) by ring.
      assert (g * (2 * u + u * u) <= 2 * (3 * / 16777216)) by (apply Rmult_le_compat; lra). unfold g in *. lra.
  Qed.

  Lemma within a b : - b <= a <= b -> Rabs a <= b.
  Proof. unfold Rabs. destruct (Rcase_abs a); lra. Qed.
  Lemma bounded a b : Rabs a <= b -> - b <= a <= b.
  Proof. unfold Rabs. destruct (Rcase_abs a); lra. Qed.
  Lemma scaled a b c : Rabs a <= b -> Rabs c <= u -> Rabs (a * (1 + c)) <= b * (1 + u) /\ Rabs (a * c) <= b * u.
  Proof.
    intros A C. pose proof (Rabs_pos a). rewrite !Rabs_mult. split.
    - apply Rmult_le_compat; try apply Rabs_pos; [exact A|]. apply within. apply bounded in C. lra.
    - apply Rmult_le_compat; try apply Rabs_pos; assumption.
  Qed.

  Definition good (i r : nat) (s e : R) : Prop := (r <= 15)%nat /\
    Rabs (s + e - sum i x) <= 19 * terms i * (u * u) * size /\
    Rabs e <= share r * (u * size) + growth r * (u * part i).

  (* One term, before any carrying. *)
  Lemma step i r s e high f low d : (S i <= n)%nat -> good i r s e -> taken i e high f ->
    Rabs low <= u * Rabs (s + high) -> Rabs d <= u ->
    Rabs (s + high - low + (f + low) * (1 + d) - sum (S i) x) <= 19 * terms (S i) * (u * u) * size /\
    Rabs ((f + low) * (1 + d)) <= share (S r) * (u * size) + growth (S r) * (u * part (S i)).
  Proof.
    intros Hi (Hr & A & E) T L D. destruct (share_step r Hr) as (S1 & S2 & G1 & G2).
    destruct (part_grows i ltac:(lia)) as [P0 P1]. destruct (part_grows (S i) Hi) as [_ P2].
    pose proof (partial (S i) Hi) as P3. destruct (terms_grow i ltac:(lia)) as [N0 N1].
    pose proof (weight_pos i) as W.
    assert (0 <= size) as M by lra. assert (0 <= u * size) as U0 by (apply Rmult_le_pos; lra).
    assert (0 <= u * (u * size)) as UU by (apply Rmult_le_pos; lra).
    assert (part (S i) = part i + Rabs (x i)) as PS by reflexivity.
    assert (terms (S i) = terms i + weight i) as NS by reflexivity.
    pose proof (Rabs_pos (x i)) as X0. cbn [sum] in *.
    assert (19 * terms i * (u * u) * size <= / 500000 * size) as small.
    { apply Rmult_le_compat_r; [assumption|]. assert (terms i * u <= 1) by nra.
      assert (0 <= terms i * u) by (apply Rmult_le_pos; lra).
      replace (19 * terms i * (u * u)) with (19 * (terms i * u) * u) by ring. nra. }
    assert (0 <= u * part i <= u * size) as UP by (split; [apply Rmult_le_pos|apply Rmult_le_compat_l]; lra).
    assert (u * part (S i) = u * part i + u * Rabs (x i)) as UPS by (rewrite PS; ring).
    assert (0 <= u * Rabs (x i)) as UX by (apply Rmult_le_pos; lra).
    assert (u * part (S i) <= u * size) as UPN by (apply Rmult_le_compat_l; lra).
    assert (share r * (u * size) <= 16002 / 1000 * (u * size)) as E1 by (apply Rmult_le_compat_r; lra).
    assert (growth r * (u * part (S i)) <= 10001 / 10000 * (u * size)) as E2.
    { apply Rmult_le_compat; [lra|rewrite UPS; lra|lra|exact UPN]. }
    assert (growth r * (u * part i) + u * Rabs (x i) <= growth r * (u * part (S i))) as E3.
    { rewrite UPS, Rmult_plus_distr_l. assert (1 * (u * Rabs (x i)) <= growth r * (u * Rabs (x i))); [|lra].
      apply Rmult_le_compat_r; lra. }
    assert (u * size <= / 16777216 * size) as V by (apply Rmult_le_compat_r; lra).
    (* what is to be added: high, with the error of f *)
    set (b := share r * (u * size) + growth r * (u * part (S i))).
    assert (0 <= b <= 18 * (u * size)) as B.
    { unfold b. split; [|lra]. apply Rplus_le_le_0_compat; apply Rmult_le_pos; lra. }
    assert (Rabs f <= b * (1 + u) /\ Rabs (high + f - (x i + e)) <= (weight i - 1) * (18 * (u * size) * u) /\
            Rabs (high - x i) <= u * Rabs (x i)) as (F & H1 & H2).
    { destruct T as [K|low0 d0 K L0 D0].
      - unfold weight. rewrite K. cbv iota. replace (x i + e - (x i + e)) with 0 by ring. rewrite (Rminus_eq_0 (x i)), Rabs_R0.
        assert (Rabs e <= b) by (unfold b; lra). assert (0 <= b * u) by (apply Rmult_le_pos; lra). repeat split; lra.
      - unfold weight. rewrite K. cbv iota. assert (Rabs (e + low0) <= b) as EL.
        { eapply Rle_trans; [apply Rabs_triang|]. unfold b. lra. }
        destruct (scaled _ _ _ EL D0) as [Z1 Z2]. split; [exact Z1|]. split.
        + replace (x i - low0 + (e + low0) * (1 + d0) - (x i + e)) with ((e + low0) * d0) by ring.
          eapply Rle_trans; [exact Z2|]. apply Rle_trans with (18 * (u * size) * u); [apply Rmult_le_compat_r; lra|lra].
        + replace (x i - low0 - x i) with (- low0) by ring. rewrite Rabs_Ropp. exact L0. }
    assert (Rabs (s + high) <= 10001 / 10000 * size) as R1.
    { apply within. apply bounded in A, E, P3, H2. unfold b in B. lra. }
    assert (Rabs low <= 10001 / 10000 * (u * size)) as L1.
    { eapply Rle_trans; [exact L|]. replace (10001 / 10000 * (u * size)) with (u * (10001 / 10000 * size)) by ring.
      apply Rmult_le_compat_l; lra. }
    assert (Rabs (f + low) <= b * (1 + u) + 10001 / 10000 * (u * size)) as FL.
    { eapply Rle_trans; [apply Rabs_triang|]. lra. }
    destruct (scaled _ _ _ FL D) as [Z1 Z2]. split.
    - replace (s + high - low + (f + low) * (1 + d) - (sum i x + x i))
        with ((s + e - sum i x) + (high + f - (x i + e)) + (f + low) * d) by ring.
      eapply Rle_trans; [apply Rabs_triang|]. eapply Rle_trans; [apply Rplus_le_compat_r, Rabs_triang|].
      rewrite NS. replace (19 * (terms i + weight i) * (u * u) * size)
        with (19 * terms i * (u * u) * size + (weight i - 1) * (19 * (u * size) * u) + 19 * (u * size) * u) by ring.
      assert ((weight i - 1) * (18 * (u * size) * u) <= (weight i - 1) * (19 * (u * size) * u)).
      { apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_r; lra. }
      assert ((b * (1 + u) + 10001 / 10000 * (u * size)) * u <= 19 * (u * size) * u); [|lra].
      apply Rmult_le_compat_r; [lra|].
      assert (b <= 17003 / 1000 * (u * size)) by (unfold b; lra).
      assert (b * u <= / 1000 * (u * size)); [|lra].
      apply Rle_trans with (18 * (u * size) * u); [apply Rmult_le_compat_r; lra|].
      replace (18 * (u * size) * u) with (18 * u * (u * size)) by ring. apply Rmult_le_compat_r; lra.
    - eapply Rle_trans; [exact Z1|]. unfold b.
      replace (((share r * (u * size) + growth r * (u * part (S i))) * (1 + u) + 10001 / 10000 * (u * size)) * (1 + u))
        with ((share r * (1 + u) + 10001 / 10000) * (1 + u) * (u * size) + growth r * (1 + u) * (1 + u) * (u * part (S i)))
        by ring.
      apply Rplus_le_compat; apply Rmult_le_compat_r; lra.
  Qed.

  Lemma invariant i r s e : run i r s e -> (i <= n)%nat -> good i r s e.
  Proof.
    intros H. induction H as [|i r s e high f low d H IH L T D F|i s e high f low d low2 H IH T D F L2]; intros Hn.
    - destruct (part_grows 0 Hn). repeat split; [lia|cbn|]; unfold terms, share, growth, part; cbn [sum INR];
        rewrite ?Rplus_0_r, ?Rminus_0_r, Rabs_R0; [lra|].
      assert (0 <= u * size) by (apply Rmult_le_pos; lra). lra.
    - destruct (step _ _ _ _ _ _ _ _ Hn (IH ltac:(lia)) T D F) as [A E]. split; [lia|]. split; assumption.
    - destruct (step _ _ _ _ _ _ _ _ Hn (IH ltac:(lia)) T D F) as [A E]. clear E.
      split; [lia|]. split.
      + match goal with |- Rabs ?a <= _ => match type of A with Rabs ?b <= _ => replace a with b by ring end end. exact A.
      + destruct (part_grows (S i) Hn) as [Q0 Q1]. destruct (terms_grow (S i) Hn) as [N0 N1].
        assert (19 * terms (S i) * (u * u) * size <= / 500000 * size) as small.
        { apply Rmult_le_compat_r; [lra|]. assert (terms (S i) * u <= 1) by nra.
          assert (0 <= terms (S i) * u) by (apply Rmult_le_pos; lra).
          replace (19 * terms (S i) * (u * u)) with (19 * (terms (S i) * u) * u) by ring. nra. }
        pose proof (partial (S i) Hn) as P3.
        assert (Rabs (s + high - low + (f + low) * (1 + d)) <= 10001 / 10000 * size) as R1.
        { apply within. apply bounded in A, P3. lra. }
        assert (0 <= u * part (S i)) by (apply Rmult_le_pos; lra).
        eapply Rle_trans; [exact L2|].
        apply Rle_trans with (u * (10001 / 10000 * size)); [apply Rmult_le_compat_l; lra|].
        unfold share, growth. cbn [INR]. lra.
  Qed.

  Theorem compensated_sum r s e : run n r s e ->
    Rabs (s + e - sum n x) <= (*%proved*) * terms n * (u * u) * size /\
    forall d, Rabs d <= u -> Rabs ((s + e) * (1 + d) - sum n x) <= u * Rabs (sum n x) + (*%stated*) * terms n * (u * u) * size.
  Proof.
    intros H. destruct (invariant n r s e H (le_n n)) as (_ & A & _). split; [exact A|]. intros d D.
    replace ((s + e) * (1 + d) - sum n x) with ((s + e - sum n x) * (1 + d) + sum n x * d) by ring.
    destruct (part_grows n (le_n n)) as [_ _]. destruct (terms_grow n (le_n n)) as [N0 _].
    pose proof (Rabs_pos (s + e - sum n x)) as P. eapply Rle_trans; [apply Rabs_triang|].
    destruct (scaled _ _ _ A D) as [Z _]. rewrite (Rabs_mult (sum n x)).
    assert (Rabs (sum n x) * Rabs d <= Rabs (sum n x) * u) by (apply Rmult_le_compat_l; [apply Rabs_pos|exact D]).
    assert (19 * terms n * (u * u) * size * u <= 19 * terms n * (u * u) * size * / 100).
    { apply Rmult_le_compat_l; lra. }
    lra.
  Qed.

  (* The steps of the source are those of a run, in rounding to nearest where nothing overflows or underflows. *)
  Variable rnd : R -> R.
  Hypothesis rounding : forall y, Rabs (rnd y - y) <= u * Rabs y.
  Lemma relative y : exists d, Rabs d <= u /\ rnd y = y * (1 + d).
  Proof.
    destruct (Req_dec y 0) as [Z|Z].
    - exists 0. rewrite Rabs_R0. split; [lra|]. pose proof (rounding y) as H. rewrite Z in *.
      rewrite Rabs_R0, Rminus_0_r, Rmult_0_r in H. apply bounded in H. lra.
    - exists ((rnd y - y) / y). split; [|field; exact Z]. unfold Rdiv. rewrite Rabs_mult, Rabs_inv.
      apply Rmult_le_reg_r with (Rabs y); [apply Rabs_pos_lt; exact Z|].
      rewrite Rmult_assoc, Rinv_l, Rmult_1_r by (apply Rabs_no_R0; exact Z). apply rounding.
  Qed.
  Lemma off y : Rabs (y - rnd y) <= u * Rabs y.
  Proof. rewrite Rabs_minus_sym. apply rounding. Qed.

  Lemma carried_every : ((*%value sums number_every*) = 16 /\ (*%value sums product_every*) = 16)%nat.
  Proof. split; reflexivity. Qed.

  Theorem traced_number i r s e : run i r s e -> product i = false -> let x := x i in
    (*%sum sums s x 1*)
    (*%steps sums 7 7*)
    (*%sum sums s x 8*)
    (*%steps sums 14 14*)
    (*%sum sums v8 v14 15*)
    ((r < 15)%nat -> run (S i) (S r) (*%value sums number_sum*) (*%value sums number_errors*)) /\
    (r = 15%nat -> run (S i) 0 (*%value sums number_carried_sum*) (*%value sums number_carried_errors*)).
  Proof.
    intros H K. cbn zeta. pose proof (number i e K) as T. split; intros L.
    - destruct (relative (e + (s + x i - rnd (s + x i)))) as (d & D & E). rewrite E.
      replace (rnd (s + x i)) with (s + x i - (s + x i - rnd (s + x i))) at 1 by ring.
      exact (add i r s e _ _ _ d H L T (off _) D).
    - subst r. set (low := s + x i - rnd (s + x i)). destruct (relative (e + low)) as (d & D & E).
      replace (rnd (s + x i)) with (s + x i - low) by (unfold low; ring). rewrite E.
      set (v := s + x i - low + (e + low) * (1 + d)). replace (rnd v) with (v - (v - rnd v)) at 1 by ring.
      exact (carry i s e _ _ low d _ H T (off _) D (off _)).
  Qed.

  Theorem traced_product i r s e a b : run i r s e -> product i = true -> x i = a * b ->
    (*%fused sums a b 21*)
    (*%steps sums 23 23*)
    (*%sum sums s v21 24*)
    (*%steps sums 30 30*)
    (*%fused sums a b 31*)
    (*%steps sums 33 33*)
    (*%sum sums s v31 34*)
    (*%steps sums 40 40*)
    (*%sum sums v34 v40 41*)
    ((r < 15)%nat -> run (S i) (S r) (*%value sums product_sum*) (*%value sums product_errors*)) /\
    (r = 15%nat -> run (S i) 0 (*%value sums product_carried_sum*) (*%value sums product_carried_errors*)).
  Proof.
    intros H K X. rewrite <- X. cbn zeta. set (low0 := x i - rnd (x i)).
    assert (rnd (x i) = x i - low0) as P by (unfold low0; ring). destruct (relative (e + low0)) as (d0 & D0 & E0).
    pose proof (split i e low0 d0 K (off _) D0) as T. rewrite P, E0. set (f := (e + low0) * (1 + d0)) in *.
    set (high := x i - low0) in *. set (low := s + high - rnd (s + high)). destruct (relative (f + low)) as (d & D & E).
    replace (rnd (s + high)) with (s + high - low) by (unfold low; ring). rewrite E. split; intros L.
    - exact (add i r s e _ _ low d H L T (off _) D).
    - subst r. set (v := s + high - low + (f + low) * (1 + d)). replace (rnd v) with (v - (v - rnd v)) at 1 by ring.
      exact (carry i s e _ _ low d _ H T (off _) D (off _)).
  Qed.
End Sum.

(* A run: two terms 1, without rounding, the second a product. *)
Example witness : run 0 (fun _ => 1) (Nat.eqb 1) 2 2 (0 + 1 - 0 + (1 - 0) - 0) (((((0 + 0) * (1 + 0)) + 0) * (1 + 0) + 0) * (1 + 0)).
Proof.
  assert (Rabs 0 <= 0) as Z by (rewrite Rabs_R0; lra).
  apply (add 0 (fun _ => 1) (Nat.eqb 1) 1 1 (0 + 1 - 0) ((0 + 0) * (1 + 0)) (1 - 0) (((0 + 0) * (1 + 0) + 0) * (1 + 0)) 0 0);
    [|lia|apply split; [reflexivity| |]|..]; try (rewrite Rabs_R0; lra).
  apply (add 0 (fun _ => 1) (Nat.eqb 1) 0 0 0 0 1 0 0 0); [apply start|lia|apply number; reflexivity|..]; rewrite Rabs_R0; lra.
Qed.
