(* To be trusted: values of any dimension d, the output and its error, conditional means and variances. *)
From Coq Require Import Reals Arith Bool.
From Tailmass.definitions Require Import rows.
Open Scope R_scope.

Definition vector := nat -> R.
Definition dot (d : nat) (u v : vector) : R := sum d (fun a => u a * v a).
Definition norm (d : nat) (u : vector) : R := sqrt (dot d u u).
Definition add (u v : vector) : vector := fun a => u a + v a.
Definition sub (u v : vector) : vector := fun a => u a - v a.
Definition scale (c : R) (u : vector) : vector := fun a => c * u a.
Definition square (d : nat) (u : vector) : R := dot d u u.

Section Row.
  Variables n d : nat.
  Variable s : nat -> score.
  Variable kept : nat -> bool.
  Variable v : nat -> vector.
  Local Notation p := (rows.p n s).
  Local Notation tau := (rows.tau n s kept).
  Local Notation tail := (outside kept).

  (* mu = Attn = sum p_i v_i, of the truncated softmax likewise, and the error: a vector, by its definition.
    *)
  Definition attention : vector := fun a => sum n (fun i => p i * v i a).
  Definition truncated : vector := fun a => sum n (fun i => p_hat n s kept i * v i a).
  Definition err : vector := sub attention truncated.
  (* The P-conditional means and variances of head and tail. *)
  Definition mu_H : vector := fun a => over n kept (fun i => p i * v i a) / (1 - tau).
  Definition mu_T : vector := fun a => over n tail (fun i => p i * v i a) / tau.
  Definition Var_P : R := sum n (fun i => p i * square d (sub (v i) attention)).
  Definition Var_H : R := over n kept (fun i => p i * square d (sub (v i) mu_H)) / (1 - tau).
  Definition Var_T : R := over n tail (fun i => p i * square d (sub (v i) mu_T)) / tau.

  (* D is at least diam_{H,T}, or D is it: distances of a head key and a tail key of finite scores. *)
  Definition pair (i j : nat) : Prop := (i < n)%nat /\ (j < n)%nat /\ kept i = true /\ kept j = false /\
    finite (s i) = true /\ finite (s j) = true.
  Definition across (D : R) : Prop := forall i j, pair i j -> norm d (sub (v i) (v j)) <= D.
  Definition diameter (D : R) : Prop :=
    across D /\ exists i j, pair i j /\ norm d (sub (v i) (v j)) = D.
  (* C is at least the distance of every value of a finite score from the centre c. *)
  Definition radius (c : vector) (C : R) : Prop :=
    forall i, (i < n)%nat -> finite (s i) = true -> norm d (sub (v i) c) <= C.
End Row.
