(* Inequalities of exp, ln and tanh on reals. *)
From Coq Require Import Reals Lra Lia Arith Bool.
From Tailmass.definitions Require Import rows.
From Tailmass.lemmas Require Import sums.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

Lemma exp_le a b : a <= b -> exp a <= exp b.
Proof. intros [L|E]; [left; now apply exp_increasing|right; now rewrite E]. Qed.

Lemma ln_le x : 0 < x -> ln x <= x - 1.
Proof.
  intros H. rewrite <- (exp_ln x H) at 2. pose proof (exp_ineq1_le (ln x)). lra.
Qed.

(* With odds b/(1-b) <= e^{4 t} a/(1-a) of two masses: b - a <= tanh t. *)
Lemma odds_difference a b t : 0 <= a <= 1 -> 0 <= b <= 1 -> 0 <= t ->
  b * (1 - a) <= exp (4 * t) * (a * (1 - b)) -> b - a <= tanh t.
Proof.
  intros A B Ht H. set (q := exp (2 * t)).
  assert (exp (4 * t) = q * q) as Q by (unfold q; rewrite <- exp_plus; f_equal; lra).
  assert (1 <= q) as Q1 by (unfold q; rewrite <- exp_0; apply exp_le; lra).
  assert (tanh t = (q - 1) / (q + 1)) as ->.
  { unfold tanh, sinh, cosh, q. replace (2 * t) with (t + t) by lra. rewrite exp_plus, exp_Ropp.
    pose proof (exp_pos t). field. repeat split; try nra. }
  rewrite Q in H.
  assert (0 <= a * (q * q - 1)) by (apply Rmult_le_pos; nra).
  assert (0 < 1 - a + a * (q * q)) as D by lra.
  (* b <= E a/(1 - a + E a), and what that leaves is a square *)
  assert (b - a <= a * (1 - a) * (q * q - 1) / (1 - a + a * (q * q))) as L.
  { apply (Rmult_le_reg_r (1 - a + a * (q * q))); [exact D|].
    replace (a * (1 - a) * (q * q - 1) / (1 - a + a * (q * q)) * (1 - a + a * (q * q)))
      with (a * (1 - a) * (q * q - 1)) by (field; lra). nra. }
  eapply Rle_trans; [exact L|]. apply div_le_div; [exact D|lra|].
  assert (0 <= (1 - a * (1 + q)) * (1 - a * (1 + q))) by apply Rle_0_sqr.
  assert (0 <= (q - 1) * ((1 - a * (1 + q)) * (1 - a * (1 + q)))) by (apply Rmult_le_pos; lra). nra.
Qed.

Lemma tanh_increasing a b : a <= b -> tanh a <= tanh b.
Proof.
  intros H. assert (forall t, tanh t = 1 - 2 / (exp (2 * t) + 1)) as E.
  { intros t. unfold tanh, sinh, cosh. replace (2 * t) with (t + t) by lra. rewrite exp_plus, exp_Ropp.
    pose proof (exp_pos t). field. nra. }
  rewrite !E. pose proof (exp_pos (2 * a)). pose proof (exp_pos (2 * b)).
  assert (exp (2 * a) <= exp (2 * b)) by (apply exp_le; lra).
  enough (2 / (exp (2 * b) + 1) <= 2 / (exp (2 * a) + 1)) by lra. apply div_le_div; lra.
Qed.

Lemma rises (f f' : R -> R) x : (forall t, is_derive f t (f' t)) -> (forall t, 0 <= t -> 0 <= f' t) ->
  0 <= x -> f 0 <= f x.
Proof.
  intros D P [X|<-]; [|lra].
  destruct (MVT_cor2 f f' 0 x X) as (c & E & C); [intros; now apply is_derive_Reals|].
  assert (0 <= f' c) by (apply P; lra). assert (0 <= f' c * (x - 0)) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma hoeffding th h : 0 <= th <= 1 -> 0 <= h -> 1 - th + th * exp h <= exp (th * h + h * h / 8).
Proof.
  intros T H.
  assert (forall t, 0 < 1 - th + th * exp t) as pos.
  { intros t. pose proof (exp_pos t). destruct (Req_dec th 1) as [->|]; nra. }
  assert (ln (1 - th + th * exp h) <= th * h + h * h / 8) as L.
  { pose (f := fun t => t * t / 8 + th * t - ln (1 - th + th * exp t)).
    pose (f' := fun t => t / 4 + th - th * exp t / (1 - th + th * exp t)).
    assert (f 0 <= f h) as R.
    { apply (rises f f'); [| |assumption].
      - intros t. unfold f, f'. auto_derive; [apply pos|]. pose proof (pos t). field. lra.
      - intros t Ht. assert (f' 0 <= f' t) as Q.
        { apply (rises f' (fun t => / 4 - th * exp t * (1 - th) / ((1 - th + th * exp t) * (1 - th + th * exp
          t))));
            [| |assumption].
          - intros x. unfold f'. pose proof (pos x). auto_derive; [lra|]. field. lra.
          - intros x _. pose proof (pos x) as P. set (a := th * exp x) in *. set (b := 1 - th) in *.
            assert (a * b / ((b + a) * (b + a)) <= / 4) as E; [|lra].
            apply (Rmult_le_reg_r ((b + a) * (b + a))); [now apply Rmult_lt_0_compat|].
            replace (a * b / ((b + a) * (b + a)) * ((b + a) * (b + a))) with (a * b) by (field; lra).
            pose proof (Rle_0_sqr (a - b)) as S. unfold Rsqr in S. lra. }
        unfold f' at 1 in Q. rewrite exp_0 in Q.
        replace (1 - th + th * 1) with 1 in Q by ring. unfold Rdiv in Q at 1 2. rewrite Rinv_1 in Q. lra. }
    unfold f in R. rewrite exp_0 in R. replace (1 - th + th * 1) with 1 in R by ring. rewrite ln_1 in R.
      lra. }
  rewrite <- (exp_ln (1 - th + th * exp h)) by apply pos.
  destruct L as [L|L]; [left; now apply exp_increasing|right; now rewrite L].
Qed.

Lemma pinsker_core x : 0 <= x -> 2 * (1 - exp (- x)) * (1 - exp (- x)) <= x.
Proof.
  intros Hx. destruct Hx as [Hx|<-]; [|rewrite Ropp_0, exp_0; lra].
  set (g := fun t => t - 2 * (1 - exp (- t)) * (1 - exp (- t))).
  set (g' := fun t => 1 - 4 * (1 - exp (- t)) * exp (- t)).
  assert (forall t, derivable_pt_lim g t (g' t)) as D.
  { intros t. unfold g, g'.
    assert (derivable_pt_lim (fun t => 1 - exp (- t)) t (exp (- t))) as E.
    { replace (exp (- t)) with (0 - exp (- t) * (- 1)) by lra.
      apply derivable_pt_lim_minus; [apply derivable_pt_lim_const|].
      apply (derivable_pt_lim_comp (fun t => - t) exp); [|apply derivable_pt_lim_exp].
      apply derivable_pt_lim_opp, derivable_pt_lim_id. }
    replace (1 - 4 * (1 - exp (- t)) * exp (- t))
      with (1 - ((2 * exp (- t)) * (1 - exp (- t)) + (2 * (1 - exp (- t))) * exp (- t))) by lra.
    apply derivable_pt_lim_minus; [apply derivable_pt_lim_id|].
    apply (derivable_pt_lim_mult (fun t => 2 * (1 - exp (- t))) (fun t => 1 - exp (- t))); [|exact E].
    now apply derivable_pt_lim_scal. }
  destruct (MVT_cor2 g g' 0 x Hx (fun t _ => D t)) as (c & E & _).
  unfold g at 2 in E. rewrite Ropp_0, exp_0 in E. unfold g, g' in E.
  assert (0 <= (1 - 2 * exp (- c)) * (1 - 2 * exp (- c))) by apply Rle_0_sqr.
  assert (0 <= (1 - 4 * (1 - exp (- c)) * exp (- c)) * (x - 0)) by (apply Rmult_le_pos; lra). lra.
Qed.
Lemma ln_equal x : 0 < x -> ln x = x - 1 -> x = 1.
Proof.
  intros P E. destruct (Req_dec (ln x) 0) as [Z|Z]; [rewrite Z in E; lra|exfalso].
  pose proof (exp_ineq1 (ln x) Z) as I. rewrite exp_ln in I by assumption. lra.
Qed.
Lemma ln_quotient a b : 0 < a -> 0 < b -> ln (a / b) = ln a - ln b.
Proof.
  intros A B. unfold Rdiv. rewrite ln_mult by (try assumption; now apply Rinv_0_lt_compat).
  rewrite ln_Rinv by assumption. lra.
Qed.

(* Equality in odds_difference: the odds at their end, and a = 1/(1 + e^{2 t}). *)
Lemma odds_equal a b t : 0 <= a <= 1 -> 0 <= b <= 1 -> 0 < t ->
  b * (1 - a) <= exp (4 * t) * (a * (1 - b)) -> b - a = tanh t ->
  a * (1 + exp (2 * t)) = 1 /\ b * (1 - a) = exp (4 * t) * (a * (1 - b)).
Proof.
  intros A B Ht H E. set (q := exp (2 * t)) in *.
  assert (exp (4 * t) = q * q) as Q by (unfold q; rewrite <- exp_plus; f_equal; lra).
  assert (1 < q) as Q1 by (unfold q; rewrite <- exp_0; apply exp_increasing; lra).
  assert (tanh t = (q - 1) / (q + 1)) as T.
  { unfold tanh, sinh, cosh, q. replace (2 * t) with (t + t) by lra. rewrite exp_plus, exp_Ropp.
    pose proof (exp_pos t). field. repeat split; nra. }
  rewrite Q in *. rewrite T in E.
  assert ((b - a) * (q + 1) = q - 1) as E1 by (rewrite E; field; lra).
  assert (1 < q * q) as QQ by nra.
  assert (a * 1 <= a * (q * q)) as AQ by (apply Rmult_le_compat_l; lra).
  assert (0 < 1 - a + a * (q * q)) as D by lra.
  assert ((b - a) * (1 - a + a * (q * q)) <= a * (1 - a) * (q * q - 1)) as L by nra.
  assert (0 <= (1 - a * (1 + q)) * (1 - a * (1 + q))) as S by apply Rle_0_sqr.
  (* (q + 1) a (1 - a)(q^2 - 1) = (q - 1)(1 - a + a q^2) - (q - 1)(1 - a (1 + q))^2 *)
  assert ((q + 1) * (a * (1 - a) * (q * q - 1)) =
          (q - 1) * (1 - a + a * (q * q)) - (q - 1) * ((1 - a * (1 + q)) * (1 - a * (1 + q)))) as I by ring.
  assert ((q - 1) * (1 - a + a * (q * q)) <= (q + 1) * (a * (1 - a) * (q * q - 1))) as J.
  { apply (Rmult_le_compat_l (q + 1)) in L; [|lra].
    replace ((q + 1) * ((b - a) * (1 - a + a * (q * q)))) with ((b - a) * (q + 1) * (1 - a + a * (q * q))) in
      L by ring.
    now rewrite E1 in L. }
  assert ((1 - a * (1 + q)) * (1 - a * (1 + q)) = 0) as Z.
  { apply Rle_antisym; [|exact S]. apply (Rmult_le_reg_l (q - 1)); lra. }
  apply Rmult_integral in Z. assert (a * (1 + q) = 1) as A1 by (destruct Z; lra). split; [exact A1|].
  assert ((1 + q) * b = q) as B1 by nra.
  assert (a = / (1 + q)) as -> by (apply (Rmult_eq_reg_r (1 + q)); [rewrite Rinv_l; lra|lra]).
  assert (b = q / (1 + q)) as -> by (apply (Rmult_eq_reg_l (1 + q)); [|lra]; rewrite B1; field; lra).
  field. lra.
Qed.
Lemma tanh_0 : tanh 0 = 0.
Proof. unfold tanh, sinh. rewrite Ropp_0, Rminus_eq_0. unfold Rdiv. ring. Qed.
