(* key-moments: scores s_j = c q.k_j over a page of n_b keys, c > 0, kbar their mean, Sigma their covariance
   with
   divisor n_b, sd_x the deviation of coordinate x: m = c q.kbar, v = c^2 q' Sigma q, sqrt(v) <= c sum
   |q_x| sd_x *)
(* n is n_b; mean and variance are those of block-moment-bounds. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.theorems Require Import block_mean_bounds block_moment_bounds.
From Tailmass.definitions Require Import rows values.
From Tailmass.lemmas Require Import sums vectors examples.
Open Scope R_scope.

(* Of vectors u_x in R^n: |sum u_x| = sum |u_x| exactly when all are nonnegative multiples of one. *)
Section Triangle.
  Variables n d : nat.
  Variable u : nat -> vector.
  Definition same (f g : vector) : Prop := forall j, (j < n)%nat -> f j = g j.
  Definition one_ray : Prop := exists (e : vector) (a : nat -> R),
    forall x, (x < d)%nat -> 0 <= a x /\ forall j, (j < n)%nat -> u x j = a x * e j.
  Lemma norm_same f g : same f g -> norm n f = norm n g.
  Proof. intros E. unfold norm, dot. f_equal. apply sum_ext. intros j Hj. now rewrite E. Qed.
  Lemma zero_same f : dot n f f = 0 -> forall j, (j < n)%nat -> f j = 0.
  Proof.
    intros E j Hj. assert (0 = f j * f j) as Q.
    { apply (sum_equal n (fun _ => 0) (fun j => f j * f j)); auto; [intros; apply Rle_0_sqr|].
      rewrite sum_zero. symmetry. exact E. }
    symmetry in Q. apply Rmult_integral in Q. lra.
  Qed.
  Lemma triangle_equal : norm n (total d u) = sum d (fun x => norm n (u x)) <-> one_ray.
  Proof.
    set (e := total d u). split.
    - intros E. assert (sum d (fun x => dot n (u x) e) = sum d (fun x => norm n (u x) * norm n e)) as S.
      { rewrite <- dot_total. fold e. rewrite <- norm_sqr.
        rewrite (sum_ext d (fun x => norm n (u x) * norm n e) (fun x => norm n e * norm n (u x))) by (intros;
          ring).
        rewrite sum_scal, <- E. reflexivity. }
      pose proof (sum_equal d _ _ (fun x _ => cauchy_schwarz n (u x) e) S) as C. cbn beta in C.
      destruct (Req_dec (norm n e) 0) as [Z|Z].
      + exists e, (fun _ => 0). intros x Hx. split; [lra|]. intros j Hj. rewrite Rmult_0_l.
        assert (norm n (u x) = 0) as N.
        { apply Rle_antisym; [|apply norm_pos]. rewrite <- Z, E.
          apply (sum_at_least_one d (fun x => norm n (u x))); auto. intros. apply norm_pos. }
        apply (zero_same (u x)); auto. rewrite <- norm_sqr, N. ring.
      + exists e, (fun x => norm n (u x) / norm n e). intros x Hx. pose proof (norm_pos n e) as P.
        split; [apply div_nonneg; [apply norm_pos|lra]|]. intros j Hj.
        pose (f := add (scale (norm n e) (u x)) (scale (- norm n (u x)) e)).
        assert (dot n f f = 0) as F.
        { unfold f. rewrite dot_add, !dot_add_r, !dot_scale, !dot_scale_r, (dot_comm n e (u x)), (C x Hx), <-
          !norm_sqr. ring. }
        pose proof (zero_same f F j Hj) as Q. unfold f, add, scale in Q.
        apply (Rmult_eq_reg_l (norm n e)); [|assumption].
        replace (norm n e * (norm n (u x) / norm n e * e j)) with (norm n (u x) * e j) by (field;
          assumption). lra.
    - intros (f & a & H). rewrite (norm_same e (scale (sum d a) f)).
      + rewrite norm_scale, Rabs_right by (apply Rle_ge, sum_nonneg; intros; now apply H).
        rewrite Rmult_comm, <- sum_scal. apply sum_ext. intros x Hx. destruct (H x Hx) as [A B].
        rewrite (norm_same (u x) (scale (a x) f)) by (intros j Hj; now apply B).
        rewrite norm_scale, Rabs_right by lra. ring.
      + intros j Hj. unfold e, total, scale. rewrite Rmult_comm, <- sum_scal. apply sum_ext. intros x Hx.
        destruct (H x Hx) as [_ B]. rewrite B by assumption. ring.
  Qed.
End Triangle.

Section Page.
  Variables n d : nat.
  Variable c : R.
  Variable q : vector.
  Variable k : nat -> vector.
  Hypothesis some : (0 < n)%nat.
  Hypothesis c_pos : 0 < c.
  Definition s (j : nat) : R := c * dot d q (k j).
  Definition kbar : vector := fun x => sum n (fun j => k j x) / INR n.
  Definition Sigma (x y : nat) : R := sum n (fun j => (k j x - kbar x) * (k j y - kbar y)) / INR n.
  Definition sd (x : nat) : R := sqrt (Sigma x x).
  (* The coordinates' shares of the scores' distances from their mean, each a vector over the keys. *)
  Definition share (x : nat) : vector := fun j => q x * (k j x - kbar x).

  Lemma mean_is : mean n s = c * dot d q kbar.
  Proof.
    pose proof (count_pos n some) as P. unfold mean, s, dot. rewrite sum_scal, sum_swap.
    unfold Rdiv. rewrite Rmult_assoc. f_equal. rewrite Rmult_comm, <- sum_scal. apply sum_ext. intros x _.
    rewrite sum_scal. unfold kbar. field. lra.
  Qed.
  Lemma distance j : s j - mean n s = c * total d share j.
  Proof.
    rewrite mean_is. unfold s, total, share, dot. rewrite <- Rmult_minus_distr_l, <- sum_minus. f_equal.
    apply sum_ext. intros. ring.
  Qed.
  Lemma variance_as_norm : variance n s = c * c * (norm n (total d share) * norm n (total d share)) / INR n.
  Proof.
    rewrite norm_sqr. unfold variance, dot. rewrite <- sum_scal. f_equal. apply sum_ext. intros j _.
    rewrite distance. ring.
  Qed.
  Lemma variance_is : variance n s = c * c * dot d q (fun x => dot d (Sigma x) q).
  Proof.
    pose proof (count_pos n some) as P. rewrite variance_as_norm, norm_sqr, dot_total. unfold Rdiv.
    rewrite Rmult_assoc. f_equal. rewrite Rmult_comm, <- sum_scal. apply sum_ext. intros x _.
    rewrite dot_comm, dot_total. unfold dot at 2. rewrite <- !sum_scal. apply sum_ext. intros y _.
    unfold Sigma, dot, share. rewrite <- sum_scal. unfold Rdiv.
    rewrite (sum_ext n _ (fun j => / INR n * q x * q y * ((k j x - kbar x) * (k j y - kbar y)))) by (intros;
      ring).
    rewrite sum_scal. ring.
  Qed.
  Lemma share_norm x : norm n (share x) = Rabs (q x) * sd x * sqrt (INR n).
  Proof.
    pose proof (count_pos n some) as P.
    rewrite (norm_ext n _ (scale (q x) (fun j => k j x - kbar x))) by reflexivity.
    rewrite norm_scale, Rmult_assoc. f_equal. unfold sd, Sigma. rewrite <- sqrt_mult.
    - unfold norm, dot. f_equal. field. lra.
    - apply div_nonneg; [|assumption]. apply sum_nonneg. intros. apply Rle_0_sqr.
    - lra.
  Qed.
  Lemma deviation_is : sqrt (variance n s) = c * norm n (total d share) / sqrt (INR n).
  Proof.
    pose proof (count_pos n some) as P. pose proof (norm_pos n (total d share)) as N. rewrite
      variance_as_norm.
    rewrite sqrt_div by (assumption || (apply Rmult_le_pos; nra)). f_equal.
    replace (c * c * (norm n (total d share) * norm n (total d share))) with
      ((c * norm n (total d share)) * (c * norm n (total d share))) by ring.
    apply sqrt_square. apply Rmult_le_pos; lra.
  Qed.
  Lemma bound_is : c * sum d (fun x => Rabs (q x) * sd x) = c * sum d (fun x => norm n (share x)) / sqrt (INR
    n).
  Proof.
    pose proof (sqrt_lt_R0 _ (count_pos n some)) as P.
    rewrite (sum_ext d (fun x => norm n (share x)) (fun x => sqrt (INR n) * (Rabs (q x) * sd x)))
      by (intros; rewrite share_norm; ring).
    rewrite sum_scal. field. lra.
  Qed.

  (* Equality exactly when the shares are nonnegative multiples of one vector. *)
  Theorem key_moments :
    mean n s = c * dot d q kbar /\ variance n s = c * c * dot d q (fun x => dot d (Sigma x) q) /\
    sqrt (variance n s) <= c * sum d (fun x => Rabs (q x) * sd x) /\
    (sqrt (variance n s) = c * sum d (fun x => Rabs (q x) * sd x) <-> one_ray n d share).
  Proof.
    pose proof (sqrt_lt_R0 _ (count_pos n some)) as P. pose proof (Rinv_0_lt_compat _ P) as I.
    split; [exact mean_is|]. split; [exact variance_is|]. rewrite deviation_is, bound_is. split.
    - apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_l; [lra|]. apply norm_total.
    - rewrite <- triangle_equal. split; [|now intros ->]. intros E. unfold Rdiv in E.
      apply Rmult_eq_reg_r in E; [|lra]. apply Rmult_eq_reg_l in E; lra.
  Qed.
End Page.

(* Keys (0, 0) and (1, 1), the query (1, 1): both shares are alike. *)
Definition diagonal (j : nat) : vector := fun _ => INR j.
Definition ones : vector := fun _ => 1.
Lemma diagonal_ray : one_ray 2 2 (share 2 ones diagonal).
Proof. exists (share 2 ones diagonal 0), (fun _ => 1). intros x Hx. split; [lra|]. intros j Hj. unfold share,
  kbar, diagonal, ones. ring. Qed.
Example witness : (0 < 2)%nat /\ 0 < 1 /\ one_ray 2 2 (share 2 ones diagonal) /\
  variance 2 (s 2 1 ones diagonal) = 1.
Proof.
  split; [lia|]. split; [lra|]. split; [exact diagonal_ray|].
  unfold variance, mean, s, dot, ones, diagonal. cbn [sum INR]. field.
Qed.

(* diagonal-alone: variances for covariances. *)
Example mutant_diagonal_alone : variance 2 (s 2 1 ones diagonal) <>
  1 * 1 * sum 2 (fun x => ones x * ones x * Sigma 2 diagonal x x).
Proof.
  destruct witness as (_ & _ & _ & ->). unfold Sigma, kbar, ones, diagonal. cbn [sum INR]. lra.
Qed.
