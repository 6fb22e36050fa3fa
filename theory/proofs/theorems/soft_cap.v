(* soft-cap: f nondecreasing and 1-Lipschitz, on finite scores only, such as c tanh(s/c) and max(-c, min(s,
   c)),
   which are judged; 1 <= k < n_f, Delta_k^f = f(s_(k)) - f(s_(k+1)): odds tau_k(f(s)) >= odds tau_k(s)
   e^{Delta_k - Delta_k^f} >= odds tau_k(s), odds(x) = x/(1 - x): capping never shrinks the tail *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax ordered odds calculus examples.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

(* f nondecreasing and 1-Lipschitz. *)
Definition cap (f : R -> R) : Prop := forall a b, a <= b -> f a <= f b <= f a + (b - a).
Definition capped (f : R -> R) (s : nat -> score) (i : nat) : score := option_map f (s i).
Definition odds (x : R) : R := x / (1 - x).

(* The caps in use. *)
Lemma tanh_cap c : 0 < c -> cap (fun z => c * tanh (z / c)).
Proof.
  intros C a b L. assert (a / c <= b / c) as L' by (apply div_le_div; nra).
  split; [apply Rmult_le_compat_l; [lra|now apply tanh_increasing]|].
  enough (tanh (b / c) - tanh (a / c) <= b / c - a / c) as E.
  { apply (Rmult_le_compat_l c) in E; [|lra].
    replace (c * (b / c - a / c)) with (b - a) in E by (field; lra). lra. }
  destruct L' as [L'|E]; [|rewrite E; lra].
  set (g := fun t => 1 - 2 / (exp (2 * t) + 1)).
  assert (forall t, tanh t = g t) as T.
  { intros t. unfold g, tanh, sinh, cosh. replace (2 * t) with (t + t) by lra. rewrite exp_plus, exp_Ropp.
    pose proof (exp_pos t). field. nra. }
  rewrite !T.
  destruct (MVT_cor2 g (fun t => 4 * exp (2 * t) / ((exp (2 * t) + 1) * (exp (2 * t) + 1))) (a / c) (b / c)
    L')
    as (e & E & _).
  { intros t _. apply is_derive_Reals. unfold g. pose proof (exp_pos (2 * t)). auto_derive; [lra|]. field.
    lra. }
  rewrite E. set (z := exp (2 * e)). assert (0 < z) by apply exp_pos.
  assert (4 * z / ((z + 1) * (z + 1)) <= 1) as U.
  { apply (Rmult_le_reg_r ((z + 1) * (z + 1))); [nra|].
    replace (4 * z / ((z + 1) * (z + 1)) * ((z + 1) * (z + 1))) with (4 * z) by (field; lra).
    pose proof (Rle_0_sqr (z - 1)) as S. unfold Rsqr in S. lra. }
  apply (Rmult_le_compat_r (b / c - a / c)) in U; lra.
Qed.
Lemma clamp_cap c : 0 < c -> cap (fun z => Rmax (- c) (Rmin z c)).
Proof.
  intros C a b L. unfold Rmax, Rmin. repeat destruct (Rle_dec _ _); lra.
Qed.

Section Row.
  Variable n : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Variable k : nat.
  Variables x y : R.
  Hypothesis is_top_k : top_k n s kept k.
  Hypothesis bounds : (1 <= k < n_f n s)%nat.
  Hypothesis s_k : order_statistic n s k x.
  Hypothesis s_k_1 : order_statistic n s (k + 1) y.
  Variable f : R -> R.
  Hypothesis is_cap : cap f.
  Local Notation tail := (outside kept).

  (* f keeps Top-k sets and order statistics. *)
  Lemma capped_top_k : top_k n (capped f s) kept k.
  Proof.
    destruct is_top_k as [C L]. split; [assumption|]. intros i j Hi Hj K N. specialize (L i j Hi Hj K N).
    unfold capped. destruct (s i), (s j); cbn in *; try easy. now apply is_cap.
  Qed.
  Lemma capped_order m z : order_statistic n s m z -> order_statistic n (capped f s) m (f z).
  Proof.
    intros [A B]. split.
    - eapply Nat.le_lt_trans; [|exact A]. apply count_le. intros i _. unfold capped, above.
      destruct (s i) as [u|]; cbn; [|easy]. destruct (Rlt_dec z u) as [|N]; [reflexivity|].
      destruct (Rlt_dec (f z) (f u)); [|easy]. pose proof (is_cap u z ltac:(lra)). lra.
    - eapply Nat.le_trans; [exact B|]. apply count_le. intros i _. unfold capped, at_least.
      destruct (s i) as [u|]; cbn; [|easy]. destruct (Rle_dec z u) as [L|]; [|easy].
      pose proof (is_cap z u L). destruct (Rle_dec (f z) (f u)); [reflexivity|lra].
  Qed.
  Lemma gap_falls : f x - f y <= x - y.
  Proof.
    assert (y <= x) as L; [|pose proof (is_cap y x L); lra].
    destruct (Rle_dec y x) as [|N]; [assumption|exfalso]. destruct s_k_1 as [_ B]. destruct s_k as [A _].
    assert (count n (fun i => at_least y (s i)) <= count n (fun i => above x (s i)))%nat; [|lia].
    apply count_le. intros i _ H. unfold at_least, above in *. destruct (s i) as [z|]; [|discriminate].
    destruct (Rle_dec y z); [|discriminate]. destruct (Rlt_dec x z); [reflexivity|lra].
  Qed.

  (* f(s) - s falls in s: it is at most f(x) - x on the head and at least f(y) - y on the tail. *)
  Local Notation Head := (over n kept (w s)).
  Local Notation Tail := (over n tail (w s)).
  Local Notation Head_f := (over n kept (w (capped f s))).
  Local Notation Tail_f := (over n tail (w (capped f s))).
  Lemma head_term i : (i < n)%nat -> kept i = true -> w (capped f s) i <= exp (f x - x) * w s i.
  Proof.
    intros Hi K. destruct (head_above n s kept k x is_top_k bounds s_k i Hi K) as (z & E & L).
    unfold w, capped. rewrite E. cbn. rewrite <- exp_plus. apply exp_le. pose proof (is_cap x z L). lra.
  Qed.
  Lemma tail_term i : (i < n)%nat -> tail i = true -> exp (f y - y) * w s i <= w (capped f s) i.
  Proof.
    intros Hi O. unfold outside in O. unfold w, capped. destruct (s i) as [z|] eqn:E; cbn; [|lra].
    assert (z <= y) as L.
    { apply (tail_below n s kept k y is_top_k bounds s_k_1 i); auto. now destruct (kept i). }
    rewrite <- exp_plus. apply exp_le. pose proof (is_cap z y L). lra.
  Qed.
  Lemma tail_pos : 0 < Tail.
  Proof.
    destruct (over_some n (fun i => tail i && finite (s i)) (fun _ => 1)) as (j & Hj & E & _).
    { rewrite over_const, (finite_tail_count n s kept k x is_top_k bounds s_k). rewrite minus_INR by lia.
      assert (INR k < INR (n_f n s)) by (apply lt_INR; lia). lra. }
    apply andb_prop in E as [O F]. eapply Rlt_le_trans; [apply (weight_pos _ F)|].
    apply (over_at_least_one n tail (w s) j); auto. intros; apply weight_nonneg.
  Qed.
  Lemma capped_some : keeps_some n (capped f s) kept.
  Proof.
    destruct (some n s kept k x is_top_k bounds s_k) as (i & Hi & K & F). exists i. unfold capped.
    split; [assumption|]. split; [assumption|]. now destruct (s i).
  Qed.

  Definition constant_change : Prop :=
    (forall i z, (i < n)%nat -> kept i = true -> s i = Some z -> f z - z = f x - x) /\
    (forall j z, (j < n)%nat -> kept j = false -> s j = Some z -> f z - z = f y - y).
  Lemma head_equal : Head_f = exp (f x - x) * Head <->
    (forall i z, (i < n)%nat -> kept i = true -> s i = Some z -> f z - z = f x - x).
  Proof.
    rewrite <- over_scal. split.
    - intros E i z Hi K S. pose proof (over_equal n kept _ _ head_term E i Hi K) as F. cbn in F.
      unfold w, capped in F. rewrite S in F. cbn in F. rewrite <- exp_plus in F. apply exp_inv in F. lra.
    - intros E. apply over_ext. intros i Hi K. unfold w, capped. destruct (s i) as [z|] eqn:S; cbn; [|lra].
      rewrite <- exp_plus. f_equal. specialize (E i z Hi K S). lra.
  Qed.
  Lemma tail_equal : exp (f y - y) * Tail = Tail_f <->
    (forall j z, (j < n)%nat -> kept j = false -> s j = Some z -> f z - z = f y - y).
  Proof.
    rewrite <- over_scal. split.
    - intros E j z Hj K S. assert (tail j = true) as O by (unfold outside; now rewrite K).
      pose proof (over_equal n tail _ _ tail_term E j Hj O) as F. cbn in F.
      unfold w, capped in F. rewrite S in F. cbn in F. rewrite <- exp_plus in F. apply exp_inv in F. lra.
    - intros E. apply over_ext. intros j Hj O. unfold w, capped. destruct (s j) as [z|] eqn:S; cbn; [|lra].
      rewrite <- exp_plus. f_equal. unfold outside in O. specialize (E j z Hj ltac:(now destruct (kept j)) S).
      lra.
  Qed.

  Theorem soft_cap :
    let odds_s := odds (tau n s kept) in
    let odds_f := odds (tau n (capped f s) kept) in
    let middle := odds_s * exp ((x - y) - (f x - f y)) in
    (forall c, 0 < c -> cap (fun z => c * tanh (z / c)) /\ cap (fun z => Rmax (- c) (Rmin z c))) /\
    top_k n (capped f s) kept k /\
    order_statistic n (capped f s) k (f x) /\ order_statistic n (capped f s) (k + 1) (f y) /\
    odds_s <= middle <= odds_f /\
    (odds_f = middle <-> constant_change) /\ (middle = odds_s <-> f x - x = f y - y).
  Proof.
    cbv zeta. split; [intros c C; split; [now apply tanh_cap|now apply clamp_cap]|].
    split; [exact capped_top_k|]. split; [now apply capped_order|]. split; [now apply capped_order|].
    pose proof (some n s kept k x is_top_k bounds s_k) as K. pose proof capped_some as K'.
    unfold odds. rewrite !odds_is by assumption.
    pose proof (head_weight n s kept K) as PH. pose proof (head_weight n (capped f s) kept K') as PH'.
    pose proof tail_pos as PT. pose proof gap_falls as G.
    pose proof (exp_pos (f x - x)) as EX. pose proof (exp_pos (f y - y)) as EY.
    assert (Head_f <= exp (f x - x) * Head) as A by (rewrite <- over_scal; apply over_le, head_term).
    assert (exp (f y - y) * Tail <= Tail_f) as B by (rewrite <- over_scal; apply over_le, tail_term).
    assert (Tail / Head * exp (x - y - (f x - f y)) = (exp (f y - y) * Tail) / (exp (f x - x) * Head)) as M.
    { replace (x - y - (f x - f y)) with ((f y - y) + - (f x - x)) by ring.
      rewrite exp_plus, exp_Ropp. field. lra. }
    assert (0 < exp (f y - y) * Tail) as PT' by now apply Rmult_lt_0_compat.
    assert (0 < exp (f x - x) * Head) as PX by now apply Rmult_lt_0_compat.
    assert (0 < Tail / Head) as PQ by now apply Rdiv_lt_0_compat.
    split; [split|split].
    - rewrite <- (Rmult_1_r (Tail / Head)) at 1. apply Rmult_le_compat_l; [lra|]. rewrite <- exp_0. apply
      exp_le. lra.
    - rewrite M. apply div_le_div; try assumption.
      apply Rmult_le_compat; lra.
    - rewrite M. unfold constant_change. rewrite <- head_equal, <- tail_equal. split.
      + intros E. apply div_cross in E; [|lra|lra].
        assert (exp (f y - y) * Tail * Head_f <= exp (f y - y) * Tail * (exp (f x - x) * Head))
          by (apply Rmult_le_compat_l; lra).
        assert (exp (f y - y) * Tail * (exp (f x - x) * Head) <= Tail_f * (exp (f x - x) * Head))
          by (apply Rmult_le_compat_r; lra).
        split; [apply (Rmult_eq_reg_l (exp (f y - y) * Tail))|apply (Rmult_eq_reg_r (exp (f x - x) * Head))];
          lra.
      + intros [-> <-]. reflexivity.
    - split.
      + intros E. rewrite <- (Rmult_1_r (Tail / Head)) in E at 2. apply Rmult_eq_reg_l in E; [|lra].
        rewrite <- exp_0 in E. apply exp_inv in E. lra.
      + intros E. replace (x - y - (f x - f y)) with 0 by lra. rewrite exp_0. ring.
  Qed.
End Row.

(* Scores 1 and -1, clamped to 0 at 0: both change, each by 1. *)
Definition two : nat -> score := row (Some 1 :: Some (-1) :: nil).
Definition nothing (_ : R) : R := 0.
Lemma nothing_cap : cap nothing.
Proof. intros a b L. unfold nothing. lra. Qed.
Lemma two_top : top_k 2 two (first 1) 1 /\ (1 <= 1 < n_f 2 two)%nat /\ order_statistic 2 two 1 1 /\
  order_statistic 2 two (1 + 1) (-1).
Proof.
  split; [split; [reflexivity|]|split; [cbn; lia|]].
  - intros i j Hi Hj K L. each i; each j; try discriminate. cbn. lra.
  - split; unfold order_statistic, two; compute_row; decide_all; cbn; lia.
Qed.
Lemma two_changes : constant_change 2 two (first 1) 1 (-1) nothing.
Proof.
  split; intros i z Hi K S; each i; try discriminate; cbn in S; injection S as <-; unfold nothing; lra.
Qed.
Lemma two_odds : odds (tau 2 (capped nothing two) (first 1)) = odds (tau 2 two (first 1)) * exp 2.
Proof.
  destruct two_top as (T & B & X & Y).
  pose proof (soft_cap 2 two (first 1) 1 1 (-1) T B X Y nothing nothing_cap) as S. cbv zeta in S.
  destruct S as (_ & _ & _ & _ & _ & [_ S] & _). rewrite S by exact two_changes. do 2 f_equal. unfold
    nothing. lra.
Qed.
Example witness : top_k 2 two (first 1) 1 /\ (1 <= 1 < n_f 2 two)%nat /\ order_statistic 2 two 1 1 /\
  order_statistic 2 two (1 + 1) (-1) /\ cap nothing /\ constant_change 2 two (first 1) 1 (-1) nothing.
Proof.
  destruct two_top as (T & B & X & Y). repeat (split; [assumption|]).
  split; [exact nothing_cap|exact two_changes].
Qed.

(* shrinks: capping claimed to shrink the tail. *)
Example mutant_shrinks : ~ odds (tau 2 (capped nothing two) (first 1)) <= odds (tau 2 two (first 1)).
Proof.
  rewrite two_odds. destruct two_top as (T & B & X & Y).
  pose proof (some 2 two (first 1) 1 1 T B X) as K. unfold odds. rewrite odds_is by assumption.
  pose proof (head_weight 2 two (first 1) K) as P. pose proof (tail_pos 2 two (first 1) 1 1 T B X) as Q.
  assert (0 < over 2 (outside (first 1)) (w two) / over 2 (first 1) (w two)) by now apply Rdiv_lt_0_compat.
  assert (1 < exp 2) by (rewrite <- exp_0; apply exp_increasing; lra). nra.
Qed.
