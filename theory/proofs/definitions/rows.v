(* To be trusted: rows of scores, softmax, kept sets, order statistics, divergences. *)
From Coq Require Import Reals Arith Bool.
Open Scope R_scope.

(* sum n f = f 0 + ... + f (n - 1); over a set of keys; how many keys a set has below n. *)
Fixpoint sum (n : nat) (f : nat -> R) : R :=
  match n with O => 0 | S m => sum m f + f m end.
Definition over (n : nat) (h : nat -> bool) (f : nat -> R) : R := sum n (fun i => if h i then f i else 0).
Definition outside (h : nat -> bool) (i : nat) : bool := negb (h i).
Fixpoint count (n : nat) (h : nat -> bool) : nat :=
  match n with O => O | S m => (count m h + if h m then 1 else 0)%nat end.
(* A set with key x besides; levels y 0 >= ... >= y q. *)
Definition with_key (x : nat) (h : nat -> bool) (i : nat) : bool := (i =? x)%nat || h i.
Definition falling (y : nat -> R) (q : nat) : Prop := forall i, (i < q)%nat -> y (S i) <= y i.

(* A score is a real, or None: minus infinity, a masked key. *)
Definition score := option R.
Definition weight (s : score) : R := match s with Some x => exp x | None => 0 end.
Definition finite (s : score) : bool := match s with Some _ => true | None => false end.

(* Of a row of n scores and a kept set: weights, softmax, tail mass, and the softmax conditioned on the set. *)
Definition w (s : nat -> score) (i : nat) : R := weight (s i).
Definition Z (n : nat) (s : nat -> score) : R := sum n (w s).
Definition p (n : nat) (s : nat -> score) (i : nat) : R := w s i / Z n s.
Definition tau (n : nat) (s : nat -> score) (kept : nat -> bool) : R := over n (outside kept) (p n s).
Definition p_hat (n : nat) (s : nat -> score) (kept : nat -> bool) (i : nat) : R :=
  if kept i then p n s i / over n kept (p n s) else 0.
(* P(S) > 0: the kept set has a key of finite score. *)
Definition keeps_some (n : nat) (s : nat -> score) (kept : nat -> bool) : Prop :=
  exists i, (i < n)%nat /\ kept i = true /\ finite (s i) = true.

(* How many scores are finite; x = s_(m), the m-th largest of them; a Top-k set. *)
Definition n_f (n : nat) (s : nat -> score) : nat := count n (fun i => finite (s i)).
Definition above (x : R) (s : score) : bool :=
  match s with Some y => if Rlt_dec x y then true else false | None => false end.
Definition at_least (x : R) (s : score) : bool :=
  match s with Some y => if Rle_dec x y then true else false | None => false end.
Definition order_statistic (n : nat) (s : nat -> score) (m : nat) (x : R) : Prop :=
  (count n (fun i => above x (s i)) < m <= count n (fun i => at_least x (s i)))%nat.
Definition score_le (s t : score) : Prop :=
  match s, t with None, _ => True | Some x, Some y => x <= y | Some _, None => False end.
Definition top_k (n : nat) (s : nat -> score) (kept : nat -> bool) (k : nat) : Prop :=
  count n kept = k /\
  forall i j, (i < n)%nat -> (j < n)%nat -> kept i = true -> kept j = false -> score_le (s j) (s i).

(* Two rows masked alike, whose finite scores differ by lo at least and hi at most. *)
Definition differ_within (n : nat) (s s' : nat -> score) (lo hi : R) : Prop :=
  forall i, (i < n)%nat ->
    match s i, s' i with Some x, Some y => lo <= y - x <= hi | None, None => True | _, _ => False end.

(* A distribution over n keys. *)
Definition distribution (n : nat) (q : nat -> R) : Prop :=
  sum n q = 1 /\ forall i, (i < n)%nat -> 0 <= q i.
Definition total_variation (n : nat) (q p : nat -> R) : R := / 2 * sum n (fun i => Rabs (q i - p i)).
(* KL(Q || P): None where it is infinite; 0 ln 0 = 0. *)
Definition kl_term (q p : R) : option R :=
  if Req_EM_T q 0 then Some 0 else if Req_EM_T p 0 then None else Some (q * ln (q / p)).
Definition plus (x y : option R) : option R :=
  match x, y with Some a, Some b => Some (a + b) | _, _ => None end.
Fixpoint kl (n : nat) (q p : nat -> R) : option R :=
  match n with O => Some 0 | S m => plus (kl m q p) (kl_term (q m) (p m)) end.
(* H(P) = - sum p ln p (Coq's ln is 0 at 0), and h(t) of two outcomes. *)
Definition entropy (n : nat) (q : nat -> R) : R := sum n (fun i => - (q i * ln (q i))).
Definition binary_entropy (t : R) : R := - (t * ln t) - (1 - t) * ln (1 - t).
