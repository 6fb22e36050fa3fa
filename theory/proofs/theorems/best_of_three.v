(* best-of-three: 0 < tau < 1: |err| <= min{tau diam_{H,T}, sqrt(tau/(1-tau)) sqrt(Var_P), 2 C tau}, the
   third never the least, strictly *)
(* D is diam_{H,T}, C the radius about any centre c. *)
From Coq Require Import Reals Lra Lia Arith Bool List.
From Tailmass.theorems Require Import diameter_bound variance_bound norm_bound.
From Tailmass.definitions Require Import rows values.
From Tailmass.lemmas Require Import sums softmax vectors means examples.
Open Scope R_scope.

Theorem best_of_three n d s kept v c C D : keeps_some n s kept -> 0 < tau n s kept < 1 ->
  diameter n d s kept v D -> radius n d s v c C ->
  let third := 2 * C * tau n s kept in
  norm d (err n s kept v) <=
    Rmin (Rmin (tau n s kept * D) (sqrt (tau n s kept / (1 - tau n s kept)) * sqrt (Var_P n d s v))) third /\
  tau n s kept * D <= third.
Proof.
  intros K T HD HC third. split.
  - apply Rmin_glb; [apply Rmin_glb|].
    + apply (proj1 (diameter_bound n d s kept v K T)). apply HD.
    + apply (variance_bound n d s kept v K T).
    + now apply (norm_bound n d s kept v K T c C).
  - unfold third. destruct HD as [_ (i & j & (Hi & Hj & _ & _ & Fi & Fj) & <-)].
    replace (2 * C * tau n s kept) with (tau n s kept * (2 * C)) by ring. apply Rmult_le_compat_l; [lra|].
    rewrite (norm_ext d _ (add (sub (v i) c) (scale (-1) (sub (v j) c)))) by (intros;
      unfold sub, add, scale; lra).
    eapply Rle_trans; [apply norm_add|]. rewrite norm_scale, Rabs_left by lra.
    pose proof (HC i Hi Fi). pose proof (HC j Hj Fj). lra.
Qed.

Example witness : keeps_some 2 flat (first 1) /\ 0 < tau 2 flat (first 1) < 1 /\ diameter 2 1 flat (first 1)
  apart 2 /\
  radius 2 1 flat apart (fun _ => 0) 1 /\ norm 1 (err 2 flat (first 1) apart) = tau 2 flat (first 1) * 2.
Proof.
  split; [exact flat_some|]. split; [exact flat_range|]. split; [exact apart_diameter|]. split;
    [exact apart_radius|].
  rewrite apart_norm, flat_tau. lra.
Qed.

(* The third below the first. *)
Example mutant_third_below : ~ 2 * 1 * tau 2 flat (first 1) < tau 2 flat (first 1) * 2.
Proof. lra. Qed.
