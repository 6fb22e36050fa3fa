(* spanning-tree-diameter: n >= 2: the least diam_{H,T} over partitions into two nonempty parts is the
   least edge of a maximum spanning tree of the complete graph of the |v_i - v_j| *)
(* A spanning tree is a connected graph of n - 1 edges on the n keys; it is a maximum one where no other
   has a larger sum of lengths. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows values.
From Tailmass.lemmas Require Import sums vectors examples.
Open Scope R_scope.

Import ListNotations.
Local Notation edge := (nat * nat)%type.
Inductive joined (E : list edge) : nat -> nat -> Prop :=
  | here i : joined E i i
  | step i j k : joined E i j -> In (j, k) E \/ In (k, j) E -> joined E i k.
Definition spanning_tree (n : nat) (E : list edge) : Prop :=
  S (length E) = n /\ (forall e, In e E -> (fst e < n)%nat /\ (snd e < n)%nat) /\
  (forall i j, (i < n)%nat -> (j < n)%nat -> joined E i j).
Fixpoint total (length : nat -> nat -> R) (E : list edge) : R :=
  match E with [] => 0 | (i, j) :: rest => length i j + total length rest end.
Definition maximum_tree (n : nat) (length : nat -> nat -> R) (E : list edge) : Prop :=
  spanning_tree n E /\ forall F, spanning_tree n F -> total length F <= total length E.

Lemma joined_trans E i j k : joined E i j -> joined E j k -> joined E i k.
Proof. intros A B. revert A. induction B as [j|j k l B IH O]; intros A; [exact A|]. apply (step E i k l);
  [now apply IH|exact O]. Qed.
Lemma joined_sym E i j : joined E i j -> joined E j i.
Proof.
  intros A. induction A as [i|i j k A IH O]; [constructor|]. apply joined_trans with j; [|exact IH].
  apply (step E k k j); [constructor|]. destruct O; [now right|now left].
Qed.
Lemma joined_more E F i j : (forall e, In e E -> In e F) -> joined E i j -> joined F i j.
Proof.
  intros H A. induction A as [i|i j k A IH O]; [constructor|]. apply (step F i j k); [exact IH|].
  destruct O as [O|O]; [left|right]; now apply H.
Qed.

(* Labels of the components: a label is a key that has itself as label; each edge joins two labels at most. *)
Definition labels (n : nat) (E : list edge) (f : nat -> nat) : Prop :=
  (forall i, (i < n)%nat -> (f i < n)%nat /\ f (f i) = f i) /\
  (forall e, In e E -> f (fst e) = f (snd e)) /\
  (forall i j, (i < n)%nat -> (j < n)%nat -> f i = f j -> joined E i j) /\
  (n <= count n (fun i => f i =? i)%nat + length E)%nat.
Lemma count_but_one n g h r : (forall i, (i < n)%nat -> g i = true -> i <> r -> h i = true) ->
  (count n g <= count n h + 1)%nat.
Proof.
  intros H. induction n as [|m IH]; [cbn; lia|]. cbn [count].
  destruct (Nat.eq_dec m r) as [->|D].
  - enough (count r g <= count r h)%nat by (destruct (g r), (h r); lia).
    apply count_le. intros i Hi G. apply H; [lia|assumption|lia].
  - specialize (IH ltac:(intros i Hi; apply H; lia)). specialize (H m ltac:(lia)).
    destruct (g m); [rewrite (H eq_refl D); lia|]. destruct (h m); lia.
Qed.
Lemma labels_exist n E : (forall e, In e E -> (fst e < n)%nat /\ (snd e < n)%nat) -> exists f, labels n E f.
Proof.
  induction E as [|[a b] E IH]; intros B.
  - exists (fun i => i). split; [auto|]. split; [intros e []|]. split; [intros i j _ _ ->; constructor|].
    rewrite (count_ext n _ (fun _ => true)) by (intros; apply Nat.eqb_refl).
    cbn [length]. clear. induction n; cbn; lia.
  - destruct IH as (f & F1 & F2 & F3 & F4); [intros e H; apply B; now right|].
    destruct (B (a, b) (or_introl eq_refl)) as [Ba Bb]. cbn in Ba, Bb.
    set (g := fun i => if (f i =? f b)%nat then f a else f i). exists g. split; [|split; [|split]].
    + intros i Hi. destruct (F1 i Hi) as [A C]. destruct (F1 a Ba) as [A1 C1]. unfold g.
      destruct (Nat.eqb_spec (f i) (f b)) as [X|X].
      * split; [assumption|]. rewrite C1. now destruct (f a =? f b)%nat.
      * split; [assumption|]. rewrite C. now destruct (Nat.eqb_spec (f i) (f b)).
    + intros e [<-|H]; cbn [fst snd]; unfold g.
      * rewrite Nat.eqb_refl. now destruct (f a =? f b)%nat.
      * now rewrite (F2 e H).
    + assert (forall i j, (i < n)%nat -> (j < n)%nat -> f i = f j -> joined ((a, b) :: E) i j) as old.
      { intros i j Hi Hj X. apply joined_more with E; [intros e H; now right|]. now apply F3. }
      assert (joined ((a, b) :: E) a b) as new by (apply (step _ a a b); [constructor|left; now left]).
      intros i j Hi Hj X. unfold g in X.
      destruct (Nat.eqb_spec (f i) (f b)) as [Y|Y], (Nat.eqb_spec (f j) (f b)) as [W|W].
      * apply old; auto. congruence.
      * apply joined_trans with b; [now apply old|]. apply joined_trans with a; [now apply joined_sym|].
        apply old; auto.
      * apply joined_trans with a; [apply old; auto|]. apply joined_trans with b; [exact new|apply old; auto].
      * now apply old.
    + cbn [length]. enough (count n (fun i => f i =? i) <= count n (fun i => g i =? i) + 1)%nat by lia.
      apply (count_but_one n _ _ (f b)). intros i Hi X N. apply Nat.eqb_eq in X. apply Nat.eqb_eq. unfold g.
      destruct (Nat.eqb_spec (f i) (f b)); congruence.
Qed.

Section Graph.
  Variable n : nat.
  Variable len : nat -> nat -> R.
  Hypothesis symmetric : forall i j, len i j = len j i.
  Variables (T : list edge) (a b : nat).
  Hypothesis maximum : maximum_tree n len T.
  Hypothesis least_edge : In (a, b) T /\ forall e, In e T -> len a b <= len (fst e) (snd e).
  (* Partitions into two nonempty parts. *)
  Definition parted (side : nat -> bool) : Prop :=
    (exists i, (i < n)%nat /\ side i = true) /\ (exists j, (j < n)%nat /\ side j = false).

  Lemma some_edge_crosses side i j : joined T i j -> side i = true -> side j = false ->
    exists c d, len a b <= len c d /\ (In (c, d) T \/ In (d, c) T) /\ side c = true /\ side d = false.
  Proof.
    intros J A. induction J as [|i j k J IH E]; intros N; [congruence|].
    destruct (side j) eqn:S; [|now apply IH]. exists j, k. split; [|auto].
    destruct least_edge as [_ L]. destruct E as [E|E]; [apply (L _ E)|rewrite (symmetric j k); apply (L _ E)].
  Qed.
  Lemma every_partition side : parted side ->
    exists i j, (i < n)%nat /\ (j < n)%nat /\ side i = true /\ side j = false /\ len a b <= len i j.
  Proof.
    intros [(i & Hi & A) (j & Hj & N)]. destruct maximum as [(_ & B & J) _].
    destruct (some_edge_crosses side i j (J i j Hi Hj) A N) as (c & d & L & E & C & D). exists c, d.
    destruct E as [E|E]; destruct (B _ E); cbn in *; auto.
  Qed.

  Lemma total_app E F : total len (E ++ F) = total len E + total len F.
  Proof. induction E as [|[i j] E IH]; cbn; [lra|]. rewrite IH. lra. Qed.
  Lemma best_partition : exists side, parted side /\ side a = true /\ side b = false /\ (a < n)%nat /\ (b <
    n)%nat /\
    forall i j, (i < n)%nat -> (j < n)%nat -> side i = true -> side j = false -> len i j <= len a b.
  Proof.
    destruct maximum as [(N & B & J) M]. destruct least_edge as [I _]. pose proof (B _ I) as [Ba Bb].
      cbn in Ba, Bb.
    destruct (in_split _ _ I) as (E1 & E2 & Teq). set (E := E1 ++ E2).
    assert (forall e, In e E -> In e T) as sub.
    { intros e H. rewrite Teq. apply in_app_iff in H. apply in_app_iff. destruct H; [now left|right;
      now right]. }
    assert (forall e, In e T -> e = (a, b) \/ In e E) as T_is.
    { intros e H. rewrite Teq in H. apply in_app_iff in H. unfold E. rewrite in_app_iff.
      destruct H as [H|[H|H]]; auto. }
    destruct (labels_exist n E (fun e H => B e (sub e H))) as (f & F1 & F2 & F3 & F4).
    assert (S (S (length E)) = n) as LE.
    { rewrite <- N, Teq. unfold E. rewrite !app_length. cbn [length]. lia. }
    (* every label is that of a or of b *)
    assert (forall i j, joined T i j -> f i = f a \/ f i = f b -> f j = f a \/ f j = f b) as two.
    { intros i j Jij. induction Jij as [|i j k _ IH H]; [auto|]. intros S. specialize (IH S).
      destruct H as [H|H]; destruct (T_is _ H) as [Q|Q].
      - injection Q as -> ->. now right.
      - pose proof (F2 _ Q) as X. cbn in X. rewrite <- X. exact IH.
      - injection Q as -> ->. now left.
      - pose proof (F2 _ Q) as X. cbn in X. rewrite X. exact IH. }
    assert (forall i, (i < n)%nat -> f i = f a \/ f i = f b) as all_two.
    { intros i Hi. apply (two a i); [now apply J|now left]. }
    assert (f a <> f b) as apart.
    { intros X. assert (count n (fun i => f i =? i)%nat <= 1)%nat; [|lia].
      replace 1%nat with (count n (fun _ => false) + 1)%nat.
      - apply (count_but_one n _ _ (f a)). intros i Hi R D. apply Nat.eqb_eq in R. destruct (all_two i Hi);
          congruence.
      - replace (count n (fun _ => false)) with 0%nat; [reflexivity|]. clear. induction n; cbn; lia. }
    exists (fun i => f i =? f a)%nat.
    assert ((f a =? f a)%nat = true) as Sa by apply Nat.eqb_refl.
    assert ((f b =? f a)%nat = false) as Sb by (apply Nat.eqb_neq; congruence).
    split; [split; [now exists a|now exists b]|]. repeat (split; [assumption|]).
    intros c d Hc Hd Sc Sd. apply Nat.eqb_eq in Sc. apply Nat.eqb_neq in Sd.
    destruct (all_two d Hd) as [X|X]; [congruence|].
    destruct (Rle_dec (len c d) (len a b)) as [|L]; [assumption|exfalso].
    (* the edge exchanged *)
    assert (spanning_tree n ((c, d) :: E)) as ST.
    { split; [cbn [length]; lia|]. split.
      - intros e [<-|H]; [now split|]. apply B. now apply sub.
      - assert (forall i j, (i < n)%nat -> (j < n)%nat -> f i = f j -> joined ((c, d) :: E) i j) as old.
        { intros i j Hi Hj Y. apply joined_more with E; [intros e H; now right|]. now apply F3. }
        assert (joined ((c, d) :: E) c d) as new by (apply (step _ c c d); [constructor|left; now left]).
        assert (forall i, (i < n)%nat -> joined ((c, d) :: E) i c) as to_c.
        { intros i Hi. destruct (all_two i Hi) as [Y|Y]; [apply old; auto; congruence|].
          apply joined_trans with d; [apply old; auto; congruence|now apply joined_sym]. }
        intros i j Hi Hj. apply joined_trans with c; [now apply to_c|]. apply joined_sym. now apply to_c. }
    specialize (M _ ST). rewrite Teq in M. cbn [total] in M. unfold E in M. rewrite !total_app in M.
      cbn [total] in M. lra.
  Qed.
End Graph.

(* The least diameter over all partitions is the least edge's length: none is smaller, and one is as small. *)
Theorem spanning_tree_diameter n d (v : nat -> vector) T a b : (2 <= n)%nat ->
  let distance i j := norm d (sub (v i) (v j)) in
  maximum_tree n distance T -> In (a, b) T -> (forall e, In e T -> distance a b <= distance (fst e) (snd e))
    ->
  (forall side, parted n side ->
     exists i j, (i < n)%nat /\ (j < n)%nat /\ side i = true /\ side j = false /\ distance a b <= distance i
       j) /\
  (exists side, parted n side /\ side a = true /\ side b = false /\ (a < n)%nat /\ (b < n)%nat /\
     forall i j, (i < n)%nat -> (j < n)%nat -> side i = true -> side j = false -> distance i j <= distance a
       b).
Proof.
  intros _ distance M I L. split.
  - apply (every_partition n distance (fun i j => norm_sub_comm d (v i) (v j)) T a b M (conj I L)).
  - apply (best_partition n distance T a b M (conj I L)).
Qed.

Lemma only_tree F : spanning_tree 2 F -> total (fun i j => norm 1 (sub (apart i) (apart j))) F <= 2.
Proof.
  intros (L & B & J). destruct F as [|[i j] [|]]; try discriminate.
    destruct (B (i, j) (or_introl eq_refl)) as [Hi Hj].
  cbn in Hi, Hj. cbn [total]. rewrite norm_one. unfold sub, apart.
  each i; each j; cbn; rewrite Rplus_0_r; unfold Rabs; destruct Rcase_abs; lra.
Qed.
Example witness : (2 <= 2)%nat /\ maximum_tree 2 (fun i j => norm 1 (sub (apart i) (apart j))) [(0, 1)%nat].
Proof.
  split; [lia|]. split.
  - split; [reflexivity|]. split; [intros e [<-|[]]; cbn; lia|].
    assert (joined [(0, 1)%nat] 0 1) as E by (apply (step _ 0 0 1); [constructor|left; now left]).
    intros i j Hi Hj. each i; each j; try constructor; [exact E|now apply joined_sym].
  - intros F H. eapply Rle_trans; [now apply only_tree|]. cbn [total]. rewrite norm_one. unfold sub, apart.
      cbn.
    rewrite Rabs_right; lra.
Qed.

(* minimum-tree: the least edge of a minimum spanning tree, of the points 0, 1 and 3, is below every
  diameter. *)
Definition points (i : nat) : vector := fun _ => match i with 0 => 0 | 1 => 1 | _ => 3 end.
Example mutant_minimum_tree : forall side, parted 3 side ->
  exists i j, (i < 3)%nat /\ (j < 3)%nat /\ side i = true /\ side j = false /\
    norm 1 (sub (points 0) (points 1)) < norm 1 (sub (points i) (points j)).
Proof.
  assert (forall i j, norm 1 (sub (points i) (points j)) = Rabs (points i 0%nat - points j 0%nat)) as D by
    (intros; apply norm_one).
  intros side [(i & Hi & A) (j & Hj & N)].
  assert (side 0%nat = side 1%nat \/ side 0%nat <> side 1%nat) as [E|E] by (destruct (side 0%nat), (side
    1%nat); auto; now right).
  - destruct (side 2%nat) eqn:C.
    + exists 2%nat, 0%nat. assert (side 0%nat = false) as F by (each j; congruence).
      repeat split; try lia; auto. rewrite !D. cbn. rewrite Rabs_left, Rabs_right; lra.
    + exists 0%nat, 2%nat. assert (side 0%nat = true) as F by (each i; congruence).
      repeat split; try lia; auto. rewrite !D. cbn. rewrite !Rabs_left; lra.
  - destruct (side 2%nat) eqn:C, (side 0%nat) eqn:C0, (side 1%nat) eqn:C1; try congruence.
    + exists 2%nat, 1%nat. repeat split; try lia; auto. rewrite !D. cbn. rewrite Rabs_left, Rabs_right; lra.
    + exists 2%nat, 0%nat. repeat split; try lia; auto. rewrite !D. cbn. rewrite Rabs_left, Rabs_right; lra.
    + exists 0%nat, 2%nat. repeat split; try lia; auto. rewrite !D. cbn. rewrite !Rabs_left; lra.
    + exists 1%nat, 2%nat. repeat split; try lia; auto. rewrite !D. cbn. rewrite !Rabs_left; lra.
Qed.
