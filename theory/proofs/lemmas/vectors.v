(* Vectors of any dimension: Cauchy-Schwarz, norms, sums of vectors. *)
From Coq Require Import Reals Lra Lia Arith Bool.
From Tailmass.definitions Require Import rows values.
From Tailmass.lemmas Require Import sums.
Open Scope R_scope.

Section Euclid.
  Variable d : nat.
  Local Notation dot := (values.dot d).
  Local Notation norm := (values.norm d).

  Lemma dot_pos u : 0 <= dot u u.
  Proof. apply sum_nonneg. intros. apply Rle_0_sqr. Qed.
  Lemma dot_comm u v : dot u v = dot v u.
  Proof. apply sum_ext. intros. lra. Qed.
  Lemma dot_add u v x : dot (add u v) x = dot u x + dot v x.
  Proof. unfold dot, add. rewrite <- sum_plus. apply sum_ext. intros. lra. Qed.
  Lemma dot_scale c u x : dot (scale c u) x = c * dot u x.
  Proof. unfold dot, scale. rewrite <- sum_scal. apply sum_ext. intros. lra. Qed.
  Lemma dot_add_r u v x : dot x (add u v) = dot x u + dot x v.
  Proof. now rewrite dot_comm, dot_add, !(dot_comm _ x). Qed.
  Lemma dot_scale_r c u x : dot x (scale c u) = c * dot x u.
  Proof. now rewrite dot_comm, dot_scale, dot_comm. Qed.
  Lemma dot_ext u v x : (forall a, u a = v a) -> dot u x = dot v x.
  Proof. intros E. apply sum_ext. intros. now rewrite E. Qed.
  Lemma norm_pos u : 0 <= norm u.
  Proof. apply sqrt_pos. Qed.
  Lemma norm_sqr u : norm u * norm u = dot u u.
  Proof. apply sqrt_sqrt, dot_pos. Qed.
  Lemma norm_ext u v : (forall a, u a = v a) -> norm u = norm v.
  Proof. intros E. unfold norm, dot. f_equal. apply sum_ext. intros. now rewrite E. Qed.

  Lemma cauchy_schwarz u v : dot u v <= norm u * norm v.
  Proof.
    pose proof (dot_pos u) as U. pose proof (dot_pos v) as V.
    assert (dot u v * dot u v <= dot u u * dot v v) as S.
    { destruct (Req_dec (dot v v) 0) as [E|E].
      - (* |u - t v|^2 >= 0 for t of either sign and any size *)
        enough (dot u v = 0) as -> by (rewrite E; lra).
        assert (forall t, 0 <= dot u u - 2 * t * dot u v) as Q.
        { intros t. pose proof (dot_pos (add u (scale (- t) v))) as P.
          rewrite dot_add, dot_scale, !dot_add_r, !dot_scale_r, (dot_comm v u) in P.
          rewrite E in P. lra. }
        pose proof (Q ((dot u u + 1) / (2 * dot u v))) as P.
        destruct (Req_dec (dot u v) 0) as [F|F]; [assumption|exfalso].
        replace (2 * ((dot u u + 1) / (2 * dot u v)) * dot u v) with (dot u u + 1) in P by (field; lra). lra.
      - pose proof (dot_pos (add u (scale (- (dot u v / dot v v)) v))) as P.
        rewrite dot_add, dot_scale, !dot_add_r, !dot_scale_r, (dot_comm v u) in P.
        set (a := dot u u) in *. set (b := dot v v) in *. set (c := dot u v) in *.
        replace (a + - (c / b) * c + - (c / b) * (c + - (c / b) * b)) with ((a * b - c * c) / b) in P
          by (field; assumption).
        assert (0 < b) by lra.
        apply (Rmult_le_compat_r b) in P; [|lra].
        replace ((a * b - c * c) / b * b) with (a * b - c * c) in P by (field; lra). lra. }
    unfold norm. rewrite <- sqrt_mult by assumption.
    apply Rle_trans with (Rabs (dot u v)); [apply Rle_abs|].
    rewrite <- sqrt_Rsqr_abs. apply sqrt_le_1_alt. exact S.
  Qed.

  Lemma norm_add u v : norm (add u v) <= norm u + norm v.
  Proof.
    pose proof (norm_pos u) as A. pose proof (norm_pos v) as B. apply Rsqr_incr_0; try lra; [|apply norm_pos].
    unfold Rsqr. rewrite norm_sqr, dot_add, !dot_add_r, (dot_comm v u).
    rewrite <- !norm_sqr. pose proof (cauchy_schwarz u v). lra.
  Qed.
  Lemma norm_scale c u : norm (scale c u) = Rabs c * norm u.
  Proof.
    unfold norm. rewrite dot_scale, dot_scale_r, <- Rmult_assoc.
    rewrite sqrt_mult; [|apply Rle_0_sqr|apply dot_pos]. f_equal. apply sqrt_Rsqr_abs.
  Qed.
  Lemma norm_sub_comm u v : norm (sub u v) = norm (sub v u).
  Proof.
    transitivity (norm (scale (-1) (sub v u))); [apply norm_ext; intros; unfold scale, sub; lra|].
    rewrite norm_scale, Rabs_left by lra. lra.
  Qed.

  (* sum of v_i, in each coordinate *)
  Definition total (n : nat) (v : nat -> vector) : vector := fun a => sum n (fun i => v i a).
  Lemma norm_total n v : norm (total n v) <= sum n (fun i => norm (v i)).
  Proof.
    induction n; cbn.
    - unfold norm. replace (dot _ _) with 0; [rewrite sqrt_0; lra|].
      rewrite <- (sum_zero d). apply sum_ext. intros; unfold total; cbn; lra.
    - eapply Rle_trans; [apply (norm_add (total n v) (v n))|]. lra.
  Qed.
  Lemma dot_total n v x : dot (total n v) x = sum n (fun i => dot (v i) x).
  Proof.
    unfold dot, total. rewrite (sum_swap n d (fun i a => v i a * x a)). apply sum_ext. intros a _.
    rewrite (sum_ext n (fun i => v i a * x a) (fun i => x a * v i a)) by (intros; apply Rmult_comm).
    rewrite sum_scal. apply Rmult_comm.
  Qed.
End Euclid.
