(* skip-softmax: 0 < lambda <= 1; of blocks in order the first with a finite key is kept, a later one is
   skipped
   where e^{its largest score - the largest of all earlier blocks} <= lambda (or <); N skipped finite
   keys, M the largest score, Z_K the kept sum of e^{s - M}: tau <= N lambda/(Z_K + N lambda) <= N
   lambda/(1 + N lambda). With N' the number of all keys after the first kept block, lambda = min(1,
   eps/((1 - eps) N')) gives tau <= eps *)
(* Key i is in block (block i). A block may be skipped only where the rule says so, and need not be. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus odds top_sets examples.
Open Scope R_scope.

Section Row.
  Variable n : nat.
  Variable s : nat -> score.
  Variable block : nat -> nat.
  Variable skipped : nat -> bool.

  Definition kept (i : nat) : bool := negb (skipped (block i)).
  Definition skipped_key (i : nat) : bool := outside kept i && finite (s i).
  (* m is the largest score of a set of keys: none where all are masked. *)
  Definition largest (h : nat -> bool) (m : R) : Prop :=
    (exists i, (i < n)%nat /\ h i = true /\ s i = Some m) /\
    forall i z, (i < n)%nat -> h i = true -> s i = Some z -> z <= m.
  Definition earlier (b i : nat) : bool := (block i <? b)%nat.
  Definition in_block (b i : nat) : bool := (block i =? b)%nat.
  (* A skipped block with a finite key has finite keys before it, whose largest score it is far below. *)
  Definition rule (lambda : R) : Prop := forall b m, skipped b = true -> largest (in_block b) m ->
    exists m', largest (earlier b) m' /\ exp (m - m') <= lambda.
  (* The first block with a finite key: it is kept by the rule. *)
  Definition first_block (b : nat) : Prop := (exists i, (i < n)%nat /\ block i = b /\ finite (s i) = true) /\
    forall i, (i < n)%nat -> finite (s i) = true -> (b <= block i)%nat.

  Lemma largest_exists h : (exists i, (i < n)%nat /\ h i = true /\ finite (s i) = true) ->
    exists m, largest h m.
  Proof.
    unfold largest. induction n as [|l IH]; intros (i & Hi & K & F); [lia|].
    destruct (h l && finite (s l)) eqn:E.
    - apply andb_prop in E as [Kl Fl]. destruct (s l) as [z|] eqn:Sl; [|discriminate].
      destruct (Nat.eq_dec (count l (fun i => h i && finite (s i))) 0) as [C|C].
      + exists z. split; [exists l; auto|]. intros j u Hj Kj Sj.
        destruct (Nat.eq_dec j l) as [->|N]; [rewrite Sl in Sj; injection Sj as <-; lra|exfalso].
        assert (count l (fun _ => false) < count l (fun i => h i && finite (s i)))%nat; [|lia].
        apply (count_lt l _ _ j); auto; [lia|]. now rewrite Kj, Sj.
      + destruct IH as (m & (j & Hj & Kj & Sj) & U).
        { destruct (over_some l (fun i => h i && finite (s i)) (fun _ => 1)) as (j & Hj & E & _).
          - rewrite over_const, Rmult_1_r. now apply not_0_INR.
          - apply andb_prop in E as [E G]. exists j. auto. }
        destruct (Rle_dec z m) as [L|L].
        * exists m. split; [exists j; auto|]. intros a u Ha Ka Sa.
          destruct (Nat.eq_dec a l) as [->|N]; [rewrite Sl in Sa; injection Sa as <-; lra|].
          apply (U a); auto. lia.
        * exists z. split; [exists l; auto|]. intros a u Ha Ka Sa.
          destruct (Nat.eq_dec a l) as [->|N]; [rewrite Sl in Sa; injection Sa as <-; lra|].
          specialize (U a u ltac:(lia) Ka Sa). lra.
    - destruct IH as (m & (j & Hj & Kj & Sj) & U).
      { exists i. split; [|auto]. assert (i <> l); [|lia]. intros ->. now rewrite K, F in E. }
      exists m. split; [exists j; auto|]. intros a u Ha Ka Sa.
      destruct (Nat.eq_dec a l) as [->|N]; [now rewrite Ka, Sa in E|]. apply (U a); auto. lia.
  Qed.

  Section Skipping.
    Variables lambda M : R.
    Hypothesis lambda_range : 0 < lambda <= 1.
    Hypothesis by_rule : rule lambda.
    Hypothesis M_largest : largest (fun _ => true) M.
    Local Notation N := (INR (count n skipped_key)).
    Local Notation Z_K := (over n kept (fun i => weight (s i) * exp (- M))).

    (* Every skipped finite key is at M + ln lambda or below. *)
    Lemma skipped_low i z : (i < n)%nat -> outside kept i = true -> s i = Some z -> exp z <= lambda * exp M.
    Proof.
      intros Hi O E. unfold outside, kept in O. rewrite negb_involutive in O.
      destruct (largest_exists (in_block (block i))) as (m & L).
      { exists i. split; [assumption|]. unfold in_block. rewrite Nat.eqb_refl, E. auto. }
      destruct (by_rule (block i) m O L) as (m' & [(j & Hj & _ & Sj) _] & R).
      assert (m' <= M) as A by (apply (proj2 M_largest j m'); auto).
      assert (z <= m) as B by (apply (proj2 L i z); auto; unfold in_block; apply Nat.eqb_refl).
      apply Rle_trans with (exp (m - m') * exp M).
      - rewrite <- exp_plus. apply exp_le. lra.
      - apply Rmult_le_compat_r; [left; apply exp_pos|exact R].
    Qed.
    (* A key at M is kept: the first block that reaches M. *)
    Lemma largest_kept : exists i, (i < n)%nat /\ kept i = true /\ s i = Some M.
    Proof.
      destruct M_largest as [(i & Hi & _ & E) U].
      enough (forall b i, (block i < b)%nat -> (i < n)%nat -> s i = Some M ->
                exists j, (j < n)%nat /\ kept j = true /\ s j = Some M) as G by (apply (G (S (block i)) i);
                  auto).
      clear i Hi E. induction b; intros i Lb Hi E; [lia|]. destruct (kept i) eqn:K; [exists i; auto|].
      assert (skipped (block i) = true) as O by (unfold kept in K; now destruct (skipped (block i))).
      destruct (by_rule (block i) M O) as (m' & [(j & Hj & Ej & Sj) _] & R).
      { split; [exists i; unfold in_block; rewrite Nat.eqb_refl; auto|]. intros a z Ha _. now apply U. }
      assert (m' <= M) as A by (apply (U j); auto).
      assert (M <= m') as B.
      { destruct (Rle_dec M m'); [assumption|exfalso]. pose proof (exp_increasing 0 (M - m') ltac:(lra)) as X.
        rewrite exp_0 in X. lra. }
      apply (IHb j); auto; [unfold earlier in Ej; apply Nat.ltb_lt in Ej; lia|]. rewrite Sj. f_equal. lra.
    Qed.
    Lemma keeps : keeps_some n s kept.
    Proof. destruct largest_kept as (i & Hi & K & E). exists i. rewrite E. auto. Qed.
    Lemma Z_K_is : over n kept (w s) = exp M * Z_K.
    Proof.
      rewrite <- over_scal. apply over_ext. intros i _ _. unfold w. rewrite exp_Ropp. field.
      pose proof (exp_pos M). lra.
    Qed.
    Lemma Z_K_at_least_one : 1 <= Z_K.
    Proof.
      destruct largest_kept as (i & Hi & K & E).
      eapply Rle_trans; [|apply (over_at_least_one n kept (fun i => weight (s i) * exp (- M)) i); auto].
      - cbv beta. rewrite E. cbn [weight]. rewrite <- exp_plus, Rplus_opp_r, exp_0. lra.
      - intros j _ _. apply Rmult_le_pos; [apply weight_nonneg|left; apply exp_pos].
    Qed.
    Lemma tail_term i : (i < n)%nat -> outside kept i = true ->
      w s i <= if finite (s i) then lambda * exp M else 0.
    Proof.
      intros Hi O. unfold w. destruct (s i) as [z|] eqn:E; cbn; [|lra]. now apply (skipped_low i z).
    Qed.
    Lemma most : over n (outside kept) (fun i => if finite (s i) then lambda * exp M else 0) =
      exp M * (N * lambda).
    Proof.
      replace (exp M * (N * lambda)) with (N * (lambda * exp M)) by ring. rewrite <- over_const.
      apply sum_ext. intros i _. unfold skipped_key. destruct (outside kept i), (finite (s i)); reflexivity.
    Qed.
    Lemma tail_most : over n (outside kept) (w s) <= exp M * (N * lambda).
    Proof. rewrite <- most. apply over_le. exact tail_term. Qed.
    Lemma quotient : exp M * (N * lambda) / (exp M * Z_K + exp M * (N * lambda)) = N * lambda / (Z_K + N *
      lambda).
    Proof.
      pose proof Z_K_at_least_one. pose proof (exp_pos M). pose proof (pos_INR (count n skipped_key)).
      assert (0 <= N * lambda) by (apply Rmult_le_pos; lra). field. split; nra.
    Qed.
    Lemma first_holds : tau n s kept <= N * lambda / (Z_K + N * lambda).
    Proof.
      rewrite <- quotient. pose proof Z_K_at_least_one. pose proof (exp_pos M). apply tau_at_most.
      - apply Rmult_lt_0_compat; lra.
      - rewrite Z_K_is. lra.
      - exact tail_most.
    Qed.
    Lemma second_holds : N * lambda / (Z_K + N * lambda) <= N * lambda / (1 + N * lambda).
    Proof.
      pose proof Z_K_at_least_one. pose proof (pos_INR (count n skipped_key)).
      assert (0 <= N * lambda) by (apply Rmult_le_pos; lra). apply div_le_div; nra.
    Qed.
    (* Equality exactly when every skipped finite key is at M + ln lambda. *)
    Lemma first_equal : tau n s kept = N * lambda / (Z_K + N * lambda) <->
      forall i z, (i < n)%nat -> kept i = false -> s i = Some z -> z = M + ln lambda.
    Proof.
      pose proof Z_K_at_least_one as Z1. pose proof (exp_pos M) as EM.
      assert (lambda * exp M = exp (M + ln lambda)) as EL by (rewrite exp_plus, exp_ln; lra).
      assert (over n (outside kept) (w s) = exp M * (N * lambda) <->
        forall i z, (i < n)%nat -> kept i = false -> s i = Some z -> z = M + ln lambda) as T.
      { rewrite <- most. split.
        - intros E i z Hi K S. assert (outside kept i = true) as O by (unfold outside; now rewrite K).
          pose proof (over_equal _ _ _ _ tail_term E i Hi O) as F. cbn beta in F. unfold w in F.
          rewrite S in F. cbn in F. rewrite EL in F. now apply exp_inv in F.
        - intros E. apply over_ext. intros i Hi O. unfold w. destruct (s i) as [z|] eqn:S; [|reflexivity].
          cbn. rewrite EL. f_equal. apply (E i); auto. unfold outside in O. now destruct (kept i). }
      rewrite <- T. clear T. rewrite <- quotient. destruct (Req_dec (N * lambda) 0) as [Z0|Z0].
      - pose proof tail_most as U. rewrite Z0, Rmult_0_r in *. pose proof (over_weight_nonneg n s (outside
        kept)).
        assert (over n (outside kept) (w s) = 0) as E by lra.
        split; [auto|]. intros _. rewrite tau_odds, E. unfold Rdiv. lra.
      - pose proof (pos_INR (count n skipped_key)). assert (0 <= N * lambda) by (apply Rmult_le_pos; lra).
        rewrite tau_is_most.
        + rewrite Z_K_is. split; [now intros [_ E]|auto].
        + apply Rmult_lt_0_compat; lra.
        + apply Rmult_lt_0_compat; lra.
        + rewrite Z_K_is. lra.
        + exact tail_most.
    Qed.
    (* And the second exactly when nothing is skipped or Z_K = 1, which is one finite key kept. *)
    Lemma second_equal : N * lambda / (Z_K + N * lambda) = N * lambda / (1 + N * lambda) <-> N = 0 \/ Z_K = 1.
    Proof.
      pose proof Z_K_at_least_one as Z1. pose proof (pos_INR (count n skipped_key)) as P.
      assert (0 <= N * lambda) as Q by (apply Rmult_le_pos; lra). split.
      - intros E. apply div_cross in E; [|lra|lra]. destruct (Req_dec N 0) as [|H]; [now left|right].
        assert (0 < N * lambda) by (apply Rmult_lt_0_compat; lra).
        apply (Rmult_eq_reg_l (N * lambda)); lra.
      - intros [-> | ->]; [unfold Rdiv; ring|reflexivity].
    Qed.
    Lemma one_kept : Z_K = 1 <-> count n (fun i => kept i && finite (s i)) = 1%nat.
    Proof.
      destruct largest_kept as (j & Hj & K & E).
      set (g := fun i => weight (s i) * exp (- M)). set (h := fun i => kept i && finite (s i)).
      change (over n kept g = 1 <-> count n h = 1%nat).
      assert (h j = true) as J by (unfold h; now rewrite K, E).
      assert (g j = 1) as G.
      { unfold g. rewrite E. cbn [weight]. rewrite <- exp_plus, Rplus_opp_r. apply exp_0. }
      pose proof (over_without n j kept g Hj K) as A. pose proof (count_without n j h Hj J) as C.
      assert (forall i, 0 <= g i) as P.
      { intros i. apply Rmult_le_pos; [apply weight_nonneg|left; apply exp_pos]. }
      assert (over n (without_key j kept) (fun _ => 0) = 0) as O by (rewrite over_const; lra). split.
      - intros Z1. assert (over n (without_key j kept) (fun _ => 0) = over n (without_key j kept) g) as E0 by lra.
        assert (forall m, count m (fun _ => false) = 0%nat) as N by (induction m; cbn; lia).
        rewrite <- C, (count_ext n _ (fun _ => false)), N; [reflexivity|]. intros i Hi.
        destruct (without_key j h i) eqn:W; [exfalso|reflexivity]. unfold without_key, h in W.
        apply andb_prop in W as [W1 W2]. apply andb_prop in W2 as [W2 W3].
        assert (without_key j kept i = true) as W4 by (unfold without_key; now rewrite W1, W2).
        pose proof (over_equal n _ _ _ (fun i _ _ => P i) E0 i Hi W4) as Q. cbv beta in Q. unfold g in Q.
        destruct (s i) as [z|]; [|discriminate]. cbn [weight] in Q. pose proof (exp_pos z).
        pose proof (exp_pos (- M)). nra.
      - intros C1. enough (over n (without_key j kept) g = 0) by lra. rewrite <- O. apply over_ext.
        intros i Hi W. unfold g. destruct (s i) as [z|] eqn:Si; [exfalso|cbn [weight]; lra].
        assert (count n (fun _ => false) < count n (without_key j h))%nat; [|lia].
        apply (count_lt n _ _ i); [assumption|reflexivity| |discriminate]. unfold without_key, h in *.
        apply andb_prop in W as [-> ->]. now rewrite Si.
    Qed.
  End Skipping.

  (* N skipped keys are among the keys after the first block with a finite one. *)
  Definition after (b i : nat) : bool := (b <? block i)%nat.
  Lemma skipped_after lambda b : rule lambda -> first_block b ->
    (count n skipped_key <= count n (after b))%nat.
  Proof.
    intros R [_ F]. apply count_le. intros i Hi E. unfold skipped_key in E. apply andb_prop in E as [O Fi].
    unfold outside, kept in O. rewrite negb_involutive in O.
    destruct (largest_exists (in_block (block i))) as (m & L).
    { exists i. unfold in_block. rewrite Nat.eqb_refl. auto. }
    destruct (R (block i) m O L) as (m' & [(j & Hj & Ej & Sj) _] & _).
    specialize (F j Hj ltac:(now rewrite Sj)). unfold earlier in Ej. apply Nat.ltb_lt in Ej. unfold after.
    apply Nat.ltb_lt. lia.
  Qed.

  Theorem skip_softmax M : largest (fun _ => true) M ->
    let N := INR (count n skipped_key) in
    let Z_K := over n kept (fun i => weight (s i) * exp (- M)) in
    (forall lambda, 0 < lambda <= 1 -> rule lambda ->
       tau n s kept <= N * lambda / (Z_K + N * lambda) <= N * lambda / (1 + N * lambda) /\
       (tau n s kept = N * lambda / (Z_K + N * lambda) <->
        forall i z, (i < n)%nat -> kept i = false -> s i = Some z -> z = M + ln lambda) /\
       (N * lambda / (Z_K + N * lambda) = N * lambda / (1 + N * lambda) <-> N = 0 \/ Z_K = 1) /\
       (Z_K = 1 <-> count n (fun i => kept i && finite (s i)) = 1%nat)) /\
    (forall b eps, first_block b -> 0 < eps < 1 -> (0 < count n (after b))%nat ->
       rule (Rmin 1 (eps / ((1 - eps) * INR (count n (after b))))) -> tau n s kept <= eps).
  Proof.
    intros L. cbv zeta. split.
    - intros lambda P R. split; [split; [now apply first_holds|now apply second_holds]|].
      split; [now apply first_equal|]. split; [now apply (second_equal lambda M)|now apply (one_kept lambda
        M)].
    - intros b eps F E C R. pose proof (skipped_after _ b R F) as A. apply le_INR in A. apply lt_INR in C.
      change (INR 0) with 0 in C. set (N' := INR (count n (after b))) in *.
      assert (0 < (1 - eps) * N') as D by (apply Rmult_lt_0_compat; lra).
      assert (0 < eps / ((1 - eps) * N')) as Q by (apply Rdiv_lt_0_compat; lra).
      set (lambda := Rmin 1 (eps / ((1 - eps) * N'))) in *.
      assert (0 < lambda <= 1) as LR by (split; [apply Rmin_glb_lt; lra|apply Rmin_l]).
      eapply Rle_trans; [now apply (first_holds lambda M)|].
      eapply Rle_trans; [now apply (second_holds lambda M)|].
      assert (lambda <= eps / ((1 - eps) * N')) as LL by apply Rmin_r.
      set (N := INR (count n skipped_key)) in *. pose proof (pos_INR (count n skipped_key)) as NP. fold N in
        NP.
      assert (N * lambda <= eps / (1 - eps)) as U.
      { apply Rle_trans with (N' * (eps / ((1 - eps) * N'))).
        - apply Rmult_le_compat; lra.
        - right. field. lra. }
      assert (0 <= N * lambda) by (apply Rmult_le_pos; lra).
      apply (Rmult_le_reg_r (1 + N * lambda)); [lra|].
      replace (N * lambda / (1 + N * lambda) * (1 + N * lambda)) with (N * lambda) by (field; lra).
      apply (Rmult_le_compat_r (1 - eps)) in U; [|lra].
      replace (eps / (1 - eps) * (1 - eps)) with eps in U by (field; lra). lra.
  Qed.
End Row.

(* Keys 0 and 0, each a block; the second is skipped at lambda = 1. *)
Definition own (i : nat) : nat := i.
Definition second (b : nat) : bool := Nat.eqb b 1.
Lemma flat_largest : largest 2 flat (fun _ => true) 0.
Proof.
  split; [exists 0%nat; repeat split; lia|]. intros i z Hi _ E. each i; cbn in E; injection E as <-; lra.
Qed.
Lemma flat_rule : rule 2 flat own second 1.
Proof.
  intros b m Sk [(i & Hi & K & E) _]. exists 0. unfold in_block, own in K. apply Nat.eqb_eq in K. subst b.
  unfold second in Sk. apply Nat.eqb_eq in Sk. subst i. cbn in E. injection E as <-. split.
  - split; [exists 0%nat; repeat split; lia|]. intros i z Hi' _ E. each i; cbn in E; injection E as <-; lra.
  - rewrite Rminus_eq_0, exp_0. lra.
Qed.
Example witness : largest 2 flat (fun _ => true) 0 /\ rule 2 flat own second 1 /\
  (0 < 1 <= 1) /\ first_block 2 flat own 0 /\ count 2 (after own 0) = 1%nat /\
  tau 2 flat (kept own second) = 1 / 2.
Proof.
  split; [exact flat_largest|]. split; [exact flat_rule|]. split; [lra|]. split.
  - split; [exists 0%nat; repeat split; lia|]. intros. lia.
  - split; [reflexivity|]. unfold kept, second, own. compute_row. cbn [Nat.eqb negb]. field.
Qed.

(* tightened: 0.99 N lambda/(Z_K + N lambda). *)
Example mutant_tightened : ~ tau 2 flat (kept own second) <=
  99 / 100 * (INR (count 2 (skipped_key flat own second)) * 1 /
    (over 2 (kept own second) (fun i => weight (flat i) * exp (- 0)) + INR (count 2 (skipped_key flat own
      second)) * 1)).
Proof.
  destruct witness as (_ & _ & _ & _ & _ & ->). change (count 2 (skipped_key flat own second)) with 1%nat.
  assert (over 2 (kept own second) (fun i => weight (flat i) * exp (- 0)) = 1) as ->.
  { rewrite Ropp_0. unfold kept, second, own. compute_row. cbn [Nat.eqb negb]. lra. }
  cbn [INR]. lra.
Qed.
