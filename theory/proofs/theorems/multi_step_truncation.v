(* multi-step-truncation: sequences of a fixed length, the law of each step given the ones before truncated
   to a set of
   positive mass and renormalised, tau_t its tail mass and Q the law of the whole, sup over prefixes
   that Q has: TV(P, Q) = 1 - P(supp Q), KL(Q || P) = E_Q sum -ln(1 - tau_t), TV(P, Q) <= 1 - e^{-KL(Q
   || P)} and TV(P, Q) <= 1 - prod (1 - sup tau_t) *)
(* A sequence is the list of its tokens, the last one first, so that its tail is the prefix before that. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums softmax calculus examples.
Import ListNotations.
Open Scope R_scope.

Section Sequences.
  Variable n : nat.
  (* Sums over the sequences of m more tokens after l; as kl, None where a term is infinite. *)
  Fixpoint paths (m : nat) (l : list nat) (f : list nat -> R) : R :=
    match m with O => f l | S m' => sum n (fun x => paths m' (x :: l) f) end.
  Fixpoint sum_option (m : nat) (f : nat -> option R) : option R :=
    match m with O => Some 0 | S m' => plus (sum_option m' f) (f m') end.
  Fixpoint paths_option (m : nat) (l : list nat) (f : list nat -> option R) : option R :=
    match m with O => f l | S m' => sum_option n (fun x => paths_option m' (x :: l) f) end.
  Definition word (m : nat) (l : list nat) : Prop := length l = m /\ Forall (fun x => (x < n)%nat) l.

  Lemma longer m w x l (f : list nat -> Prop) : (x < n)%nat -> word m w ->
    (forall w', word (S m) w' -> f (w' ++ l)) -> f (w ++ x :: l).
  Proof.
    intros X [A B] H. replace (w ++ x :: l) with ((w ++ [x]) ++ l) by (now rewrite <- app_assoc). apply H.
      split.
    - rewrite app_length, A. cbn. lia.
    - apply Forall_app. auto.
  Qed.
  Lemma paths_le m l f g : (forall w, word m w -> f (w ++ l) <= g (w ++ l)) -> paths m l f <= paths m l g.
  Proof.
    revert l. induction m; intros l H; cbn; [apply (H []); split; auto|].
    apply sum_le. intros x X. apply IHm. intros w W. now apply (longer m w x l (fun a => f a <= g a)).
  Qed.
  Lemma paths_ext m l f g : (forall w, word m w -> f (w ++ l) = g (w ++ l)) -> paths m l f = paths m l g.
  Proof. intros H. apply Rle_antisym; apply paths_le; intros w W; rewrite H by assumption; lra. Qed.
  Lemma paths_equal m l f g : (forall w, word m w -> f (w ++ l) <= g (w ++ l)) -> paths m l f = paths m l g ->
    forall w, word m w -> f (w ++ l) = g (w ++ l).
  Proof.
    revert l. induction m; intros l H E w [A B].
    - destruct w; [exact E|discriminate].
    - destruct (exists_last (l := w)) as (w' & x & ->); [now destruct w|].
      rewrite app_length in A. cbn in A. apply Forall_app in B as [B C].
      assert (x < n)%nat as X by now inversion C. rewrite <- app_assoc. cbn [app].
      apply IHm; [| |split; [lia|assumption]].
      + intros a W. now apply (longer m a x l (fun a => f a <= g a)).
      + apply (sum_equal n (fun x => paths m (x :: l) f) (fun x => paths m (x :: l) g)); auto.
        intros y Y. apply paths_le. intros a W. now apply (longer m a y l (fun a => f a <= g a)).
  Qed.
  Lemma paths_plus m l f g : paths m l (fun a => f a + g a) = paths m l f + paths m l g.
  Proof. revert l. induction m; intros l; cbn; [reflexivity|]. rewrite <- sum_plus. now apply sum_ext. Qed.
  Lemma paths_scal m l c f : paths m l (fun a => c * f a) = c * paths m l f.
  Proof. revert l. induction m; intros l; cbn; [reflexivity|]. rewrite <- sum_scal. now apply sum_ext. Qed.
  Lemma option_finite m f g : (forall x, (x < m)%nat -> f x = Some (g x)) -> sum_option m f = Some (sum m g).
  Proof. induction m; cbn; intros H; [reflexivity|]. rewrite IHm, H; auto. Qed.
  Lemma paths_finite m l f g : (forall w, word m w -> f (w ++ l) = Some (g (w ++ l))) ->
    paths_option m l f = Some (paths m l g).
  Proof.
    revert l. induction m; intros l H; cbn; [apply (H []); split; auto|].
    apply option_finite. intros x X. apply IHm. intros w W.
    now apply (longer m w x l (fun a => f a = Some (g a))).
  Qed.

  (* The probability of a sequence, of laws of each token given those before. *)
  Fixpoint prob (q : list nat -> nat -> R) (l : list nat) : R :=
    match l with [] => 1 | x :: l' => prob q l' * q l' x end.
  Lemma total q m l : (forall l, sum n (q l) = 1) -> paths m l (prob q) = prob q l.
  Proof.
    intros H. revert l. induction m; intros l; cbn [paths]; [reflexivity|].
    rewrite (sum_ext n _ (fun x => prob q l * q l x)) by (intros x _; rewrite IHm; reflexivity).
    rewrite sum_scal, H. ring.
  Qed.
End Sequences.

Section Truncation.
  Variables n L : nat.
  (* The scores of the next token, and the set kept, after a prefix. *)
  Variable s : list nat -> nat -> score.
  Variable kept : list nat -> nat -> bool.
  Hypothesis some : forall l, keeps_some n (s l) (kept l).
  Definition tail (l : list nat) : R := tau n (s l) (kept l).
  Definition P : list nat -> R := prob (fun l => p n (s l)).
  Definition Q : list nat -> R := prob (fun l => p_hat n (s l) (kept l)).
  (* prod (1 - tau_t) along a sequence, and sum -ln(1 - tau_t). *)
  Fixpoint share (l : list nat) : R := match l with [] => 1 | _ :: l' => share l' * (1 - tail l') end.
  Fixpoint losses (l : list nat) : R := match l with [] => 0 | _ :: l' => losses l' + - ln (1 - tail l') end.
  Local Notation all := (paths n L []).
  Definition variation : R := / 2 * all (fun l => Rabs (P l - Q l)).
  Definition divergence : option R := paths_option n L [] (fun l => kl_term (Q l) (P l)).
  Definition mass_of_support : R := all (fun l => if Req_EM_T (Q l) 0 then 0 else P l).
  Definition mean_loss : R := all (fun l => Q l * losses l).
  (* A sequence that Q has. *)
  Definition has (m : nat) (l : list nat) : Prop := word n m l /\ Q l <> 0.
  Fixpoint product (t : nat) (f : nat -> R) : R := match t with O => 1 | S m => product m f * f m end.

  Lemma tail_range l : 0 <= tail l < 1.
  Proof. pose proof (head_pos n _ _ (some l)). pose proof (tau_nonneg n _ _ (some l)). unfold tail. lra. Qed.
  Lemma share_range l : 0 < share l <= 1.
  Proof.
    induction l as [|x l IH]; cbn; [lra|]. pose proof (tail_range l). split; [apply Rmult_lt_0_compat; lra|].
    rewrite <- (Rmult_1_r 1). apply Rmult_le_compat; lra.
  Qed.
  Lemma losses_are l : losses l = - ln (share l).
  Proof.
    induction l as [|x l IH]; cbn; [rewrite ln_1; lra|]. pose proof (tail_range l). pose proof (share_range
      l).
    rewrite ln_mult, IH by lra. lra.
  Qed.
  Lemma Q_nonneg l : 0 <= Q l.
  Proof.
    induction l as [|x l IH]; cbn; [lra|]. apply Rmult_le_pos; [exact IH|].
    unfold p_hat. destruct (kept l x); [|lra]. rewrite (head_mass n _ _ (some l)).
    apply div_nonneg; [now apply (p_nonneg n _ (kept l))|now apply head_pos].
  Qed.
  (* On the support of Q, P is Q times the share. *)
  Lemma P_on_support l : Q l <> 0 -> P l = Q l * share l.
  Proof.
    induction l as [|x l IH]; cbn; intros N; [lra|]. fold (P l) (Q l) in *.
    assert (Q l <> 0) as M by (intros E; apply N; rewrite E; ring). rewrite (IH M).
    unfold p_hat in *. rewrite (head_mass n _ _ (some l)) in *. pose proof (tail_range l). unfold tail in *.
    destruct (kept l x); [|exfalso; apply N; ring]. field. lra.
  Qed.
  Lemma support_term l : (if Req_EM_T (Q l) 0 then 0 else P l) = Q l * share l.
  Proof. destruct (Req_EM_T (Q l) 0) as [->|N]; [ring|now apply P_on_support]. Qed.
  Lemma support_is : mass_of_support = all (fun l => Q l * share l).
  Proof. apply paths_ext. intros. apply support_term. Qed.
  Lemma totals : all P = 1 /\ all Q = 1.
  Proof.
    split.
    - unfold P. rewrite total; [reflexivity|]. intros l. apply (p_sum n _ _ (some l)).
    - unfold Q. rewrite total; [reflexivity|]. intros l. apply (p_hat_sum n _ _ (some l)).
  Qed.
  Lemma P_nonneg l : 0 <= P l.
  Proof.
    induction l as [|x l IH]; cbn; [lra|]. apply Rmult_le_pos; [exact IH|now apply (p_nonneg n _ (kept l))].
  Qed.
  Lemma variation_is : variation = 1 - mass_of_support.
  Proof.
    destruct totals as [A B]. unfold variation. rewrite support_is.
    rewrite (paths_ext n L [] _ (fun l => (P l + Q l) + -2 * (Q l * share l))).
    - rewrite paths_plus, paths_plus, paths_scal, A, B. lra.
    - intros w _. set (l := w ++ []). pose proof (share_range l). pose proof (Q_nonneg l). pose proof
      (P_nonneg l).
      destruct (Req_dec (Q l) 0) as [E|N]; [rewrite E, Rabs_right; lra|].
      rewrite (P_on_support l N). rewrite Rabs_left1; [ring|]. assert (Q l * share l <= Q l * 1) by (apply
        Rmult_le_compat_l; lra). lra.
  Qed.
  Lemma divergence_is : divergence = Some mean_loss.
  Proof.
    apply paths_finite. intros w _. set (l := w ++ []). unfold kl_term.
    destruct (Req_EM_T (Q l) 0) as [->|N]; [f_equal; ring|]. rewrite (P_on_support l N). pose proof
      (share_range l) as R.
    destruct (Req_EM_T (Q l * share l) 0) as [E|_]; [apply Rmult_integral in E; lra|]. f_equal. f_equal.
    replace (Q l / (Q l * share l)) with (/ share l) by (field; lra). rewrite ln_Rinv by lra. now rewrite
      losses_are.
  Qed.

  (* The mean of e^{ln share} is at least e^ of the mean. *)
  Local Notation low := (exp (- mean_loss)).
  Definition constant_share (c : R) : Prop := forall l, has L l -> share l = c.
  Lemma tangent l : Q l * (low * (1 + (mean_loss - losses l))) <= Q l * share l.
  Proof.
    apply Rmult_le_compat_l; [apply Q_nonneg|]. pose proof (share_range l) as R.
    pose proof (exp_ineq1_le (mean_loss - losses l)) as E. apply (Rmult_le_compat_l low) in E; [|left; apply
      exp_pos].
    rewrite <- exp_plus in E. replace (- mean_loss + (mean_loss - losses l)) with (ln (share l)) in E by
      (rewrite losses_are; ring).
    rewrite exp_ln in E by lra. exact E.
  Qed.
  Lemma tangent_mean : all (fun l => Q l * (low * (1 + (mean_loss - losses l)))) = low.
  Proof.
    destruct totals as [_ B].
    rewrite (paths_ext n L [] _ (fun l => low * (1 + mean_loss) * Q l + - low * (Q l * losses l))) by
      (intros; ring).
    rewrite paths_plus, !paths_scal, B. fold mean_loss. ring.
  Qed.
  Lemma third : variation <= 1 - low.
  Proof.
    rewrite variation_is, support_is. apply Rplus_le_compat_l, Ropp_le_contravar.
    rewrite <- tangent_mean at 1. apply paths_le. intros. apply tangent.
  Qed.
  Lemma third_is : variation = 1 - low <-> exists c, constant_share c.
  Proof.
    rewrite variation_is, support_is. split.
    - intros E. exists low. intros l [W N].
      assert (all (fun l => Q l * (low * (1 + (mean_loss - losses l)))) = all (fun l => Q l * share l)) as F
        by (rewrite tangent_mean; lra).
      pose proof (paths_equal n L [] _ _ (fun w _ => tangent (w ++ [])) F l W) as G. rewrite app_nil_r in G.
        cbn beta in G.
      apply Rmult_eq_reg_l in G; [|exact N]. pose proof (share_range l) as R.
      assert (exp (ln (share l)) = low * exp (mean_loss - losses l)) as H.
      { rewrite <- exp_plus. f_equal. rewrite losses_are. ring. }
      rewrite exp_ln in H by lra. rewrite H in G. apply Rmult_eq_reg_l in G; [|pose proof (exp_pos (-
        mean_loss)); lra].
      destruct (Req_dec (mean_loss - losses l) 0) as [Z|Z].
      + rewrite H, Z, exp_0. ring.
      + pose proof (exp_ineq1 _ Z). lra.
    - intros (c & C). destruct totals as [_ B].
      assert (forall l, word n L l -> Q l * share l = c * Q l) as X.
      { intros l W. destruct (Req_dec (Q l) 0) as [->|N]; [ring|]. rewrite (C l) by now split. ring. }
      assert (all (fun l => Q l * share l) = c) as M.
      { rewrite (paths_ext n L [] _ (fun l => c * Q l)) by (intros w W; rewrite app_nil_r; now apply X).
        rewrite paths_scal, B. ring. }
      rewrite M. assert (mean_loss = - ln c) as ->.
      { unfold mean_loss. rewrite (paths_ext n L [] _ (fun l => - ln c * Q l)).
        - rewrite paths_scal, B. ring.
        - intros w W. rewrite app_nil_r. destruct (Req_dec (Q w) 0) as [->|N]; [ring|].
          rewrite losses_are, (C w) by now split. ring. }
      rewrite Ropp_involutive, exp_ln; [reflexivity|]. rewrite <- M.
      apply Rlt_le_trans with low; [apply exp_pos|]. rewrite <- tangent_mean at 1. apply paths_le. intros.
        apply tangent.
  Qed.

  (* u_t is the largest tau_t over the prefixes that Q has. *)
  Variable u : nat -> R.
  Hypothesis largest : forall t, (t < L)%nat ->
    (forall l, has t l -> tail l <= u t) /\ exists l, has t l /\ tail l = u t.
  Local Notation least := (product L (fun t => 1 - u t)).
  Lemma prefix t x l : has (S t) (x :: l) -> has t l.
  Proof.
    intros [[A B] N]. split.
    - split; [cbn in A; lia|now inversion B].
    - intros E. apply N. cbn. fold (Q l). rewrite E. ring.
  Qed.
  Lemma share_least t l : (t <= L)%nat -> has t l -> product t (fun t => 1 - u t) <= share l /\ 0 <= product
    t (fun t => 1 - u t).
  Proof.
    revert l. induction t; intros l Ht H; cbn.
    - destruct l; [cbn; lra|]. destruct H as [[A _] _]. discriminate.
    - destruct l as [|x l]; [destruct H as [[A _] _]; discriminate|]. pose proof (prefix t x l H) as Hl.
      destruct (IHt l ltac:(lia) Hl) as [A B]. destruct (largest t ltac:(lia)) as [U (l' & _ & E)].
      specialize (U l Hl). pose proof (tail_range l'). pose proof (tail_range l). rewrite E in *. cbn.
      split; [apply Rmult_le_compat; lra|apply Rmult_le_pos; lra].
  Qed.
  Lemma least_term l : word n L l -> least * Q l <= Q l * share l.
  Proof.
    intros W. destruct (Req_dec (Q l) 0) as [->|N]; [lra|]. destruct (share_least L l ltac:(lia)) as [A _];
      [now split|].
    rewrite Rmult_comm. apply Rmult_le_compat_l; [apply Q_nonneg|exact A].
  Qed.
  Lemma fourth : variation <= 1 - least.
  Proof.
    destruct totals as [_ B]. rewrite variation_is, support_is. apply Rplus_le_compat_l, Ropp_le_contravar.
    apply Rle_trans with (all (fun l => least * Q l)); [rewrite paths_scal, B; lra|]. apply paths_le. intros
      w W. rewrite app_nil_r. now apply least_term.
  Qed.
  Lemma fourth_is : variation = 1 - least <-> constant_share least.
  Proof.
    destruct totals as [_ B]. rewrite variation_is, support_is.
    assert (all (fun l => least * Q l) = least) as M by (rewrite paths_scal, B; ring). split.
    - intros E l [W N]. assert (all (fun l => least * Q l) = all (fun l => Q l * share l)) as F by lra.
      pose proof (paths_equal n L [] (fun l => least * Q l) (fun l => Q l * share l)) as G. cbn beta in G.
      specialize (G ltac:(intros w V; rewrite app_nil_r; now apply least_term) F l W). rewrite app_nil_r in G.
      apply (Rmult_eq_reg_l (Q l)); [lra|exact N].
    - intros C. do 2 f_equal. rewrite <- M. apply paths_ext. intros w W. rewrite app_nil_r.
      destruct (Req_dec (Q w) 0) as [->|N]; [ring|]. rewrite (C w) by now split. ring.
  Qed.

  Theorem multi_step_truncation :
    variation = 1 - mass_of_support /\ divergence = Some mean_loss /\
    variation <= 1 - low /\ (variation = 1 - low <-> exists c, constant_share c) /\
    variation <= 1 - least /\ (variation = 1 - least <-> constant_share least).
  Proof.
    split; [exact variation_is|]. split; [exact divergence_is|]. split; [exact third|]. split; [exact
      third_is|].
    split; [exact fourth|exact fourth_is].
  Qed.
End Truncation.

(* Two steps over two tokens of equal scores, of which the first is kept: tau_t = 1/2. *)
Definition always (_ : list nat) : nat -> score := flat.
Definition keep_first (_ : list nat) : nat -> bool := first 1.
Lemma always_some l : keeps_some 2 (always l) (keep_first l).
Proof. exact flat_some. Qed.
Lemma always_tail l : tail 2 always keep_first l = 1 / 2.
Proof. exact flat_tau. Qed.
Lemma first_words : has 2 always keep_first 0 [] /\ has 2 always keep_first 1 [0%nat].
Proof.
  split; split; try (split; [reflexivity|repeat constructor; lia]).
  - cbn. lra.
  - unfold Q, prob, always, keep_first. compute_row. lra.
Qed.
Lemma always_largest t : (t < 2)%nat ->
  (forall l, has 2 always keep_first t l -> tail 2 always keep_first l <= 1 / 2) /\
  exists l, has 2 always keep_first t l /\ tail 2 always keep_first l = 1 / 2.
Proof.
  intros H. destruct first_words as [A B]. split; [intros l _; rewrite always_tail; lra|].
  destruct t as [|[|t]]; [exists []|exists [0%nat]|lia]; split; try assumption; apply always_tail.
Qed.
Lemma always_variation : variation 2 2 always keep_first = 3 / 4.
Proof.
  transitivity (1 - product 2 (fun _ => 1 - 1 / 2)); [|cbn; lra].
  apply (fourth_is 2 2 always keep_first always_some (fun _ => 1 / 2) always_largest).
  intros l [[A _] _]. destruct l as [|x [|y [|]]]; try discriminate. cbn [share product]. rewrite
    !always_tail. ring.
Qed.
Example witness : (forall l, keeps_some 2 (always l) (keep_first l)) /\
  (forall t, (t < 2)%nat -> (forall l, has 2 always keep_first t l -> tail 2 always keep_first l <= 1 / 2) /\
     exists l, has 2 always keep_first t l /\ tail 2 always keep_first l = 1 / 2) /\
  variation 2 2 always keep_first = 1 - product 2 (fun _ => 1 - 1 / 2).
Proof.
  split; [exact always_some|]. split; [exact always_largest|]. rewrite always_variation. cbn. lra.
Qed.

(* tightened-sup: 0.99 of 1 - prod (1 - sup tau_t). *)
Example mutant_tightened_sup :
  ~ variation 2 2 always keep_first <= 99 / 100 * (1 - product 2 (fun _ => 1 - 1 / 2)).
Proof. rewrite always_variation. cbn. lra. Qed.
