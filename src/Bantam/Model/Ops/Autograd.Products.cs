namespace Bantam.Model;

/// <content>Derivatives of functions, without touching the <c>Grad</c> of any tensor.</content>
public static partial class Autograd
{
    /// <summary>The gradient of a scalar function: (∂f/∂x₁, …, ∂f/∂xₙ). Optimizers move against it (notes: lines 955-961).</summary>
    /// <param name="function">The function f; gives one element.</param>
    /// <param name="x">Where to differentiate, Float32 or Float64.</param>
    /// <returns>The gradient, of the shape of x.</returns>
    /// <exception cref="InvalidOperationException">The result is no scalar, or recording is off (<see cref="NoGrad"/>).</exception>
    /// <exception cref="NotDifferentiableException">An op on the way has no gradient.</exception>
    public static Tensor Gradient(Func<Tensor, Tensor> function, Tensor x)
    {
        (Tensor leaf, Tensor y) = Evaluate(function, x);
        return GradientOf(y, ScalarSeed(y), leaf, differentiable: false);
    }

    /// <summary>The vector-Jacobian product <c>x̄ = Jᵀ·ȳ</c> (notes: lines 1153-1175), by one backward sweep.</summary>
    /// <param name="function">The function f.</param>
    /// <param name="x">Where to differentiate, Float32 or Float64.</param>
    /// <param name="upstream">The vector ȳ, of the type of f(x).</param>
    /// <returns>The product, of the shape of x.</returns>
    /// <exception cref="ShapeException">The vector has another type than the result.</exception>
    /// <exception cref="NotDifferentiableException">An op on the way has no gradient.</exception>
    public static Tensor Vjp(Func<Tensor, Tensor> function, Tensor x, Tensor upstream)
    {
        ArgumentNullException.ThrowIfNull(upstream);
        (Tensor leaf, Tensor y) = Evaluate(function, x);
        DemandType(upstream, y, "A vector-Jacobian product", "result");
        return GradientOf(y, upstream, leaf, differentiable: false);
    }

    /// <summary>The Jacobian-vector product <c>J·v</c>: how the result changes as x moves along v.</summary>
    /// <remarks>
    /// Jᵀu is linear in u, and the gradient of ⟨Jᵀu, v⟩ with respect to u is J·v: two backward sweeps, whatever the sizes. Where an
    /// op has no second derivative, the rows of the Jacobian are taken one by one instead: as exact, one sweep for each
    /// element of the result. So every op with a gradient has both products.
    /// </remarks>
    /// <param name="function">The function f. Called once.</param>
    /// <param name="x">Where to differentiate, Float32 or Float64.</param>
    /// <param name="tangent">The direction v, of the type of x.</param>
    /// <returns>The product, of the shape of f(x).</returns>
    /// <exception cref="ShapeException">The direction has another type than x.</exception>
    /// <exception cref="NotDifferentiableException">An op on the way has no gradient.</exception>
    public static Tensor Jvp(Func<Tensor, Tensor> function, Tensor x, Tensor tangent)
    {
        ArgumentNullException.ThrowIfNull(tangent);
        (Tensor leaf, Tensor y) = Evaluate(function, x);
        DemandType(tangent, x, "A Jacobian-vector product", "point");
        try
        {
            Tensor probe = Tensor.Zeros(y.Type);
            probe.RequiresGrad = true;
            Tensor product = GradientOf(y, probe, leaf, differentiable: true);
            return product.RequiresGrad ? GradientOf(product, tangent, probe, differentiable: false) : Tensor.Zeros(y.Type);
        }
        catch (NotDifferentiableException)
        {
            return JacobianOf(y, leaf).MatMul(tangent.Reshape([tangent.Count, 1])).Reshape(y.Shape);
        }
    }

    /// <summary>The Jacobian <c>J[i, j] = ∂fᵢ/∂xⱼ</c>, row by row, each by one backward sweep.</summary>
    /// <param name="function">The function f. Called once.</param>
    /// <param name="x">Where to differentiate, Float32 or Float64.</param>
    /// <returns>A matrix [elements of f(x), elements of x], both in row-major order.</returns>
    /// <exception cref="NotDifferentiableException">An op on the way has no gradient.</exception>
    public static Tensor Jacobian(Func<Tensor, Tensor> function, Tensor x)
    {
        (Tensor leaf, Tensor y) = Evaluate(function, x);
        return JacobianOf(y, leaf);
    }

    /// <summary>The Hessian-vector product <c>H·v</c> of a scalar function: the gradient of ⟨∇f, v⟩. The Hessian itself is never formed.</summary>
    /// <param name="function">The function f; gives one element. Called once.</param>
    /// <param name="x">Where to differentiate, Float32 or Float64.</param>
    /// <param name="vector">The vector v, of the type of x.</param>
    /// <returns>The product, of the shape of x.</returns>
    /// <exception cref="ShapeException">The vector has another type than x.</exception>
    /// <exception cref="NotDifferentiableException">An op on the way has no second derivative; the message names it.</exception>
    public static Tensor HessianProduct(Func<Tensor, Tensor> function, Tensor x, Tensor vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        (Tensor leaf, Tensor y) = Evaluate(function, x);
        DemandType(vector, x, "A Hessian-vector product", "point");
        Tensor gradient = GradientOf(y, ScalarSeed(y), leaf, differentiable: true);
        return gradient.RequiresGrad ? GradientOf(gradient, vector, leaf, differentiable: false) : Tensor.Zeros(x.Type);
    }

    /// <summary>Runs the function on a fresh leaf, so that the sweep ends there and the caller's tensor stays as it is.</summary>
    private static (Tensor Leaf, Tensor Result) Evaluate(Func<Tensor, Tensor> function, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(x);
        if (NoGrad.IsActive)
        {
            throw new InvalidOperationException("A derivative needs the function to be recorded, but a NoGrad scope is open. Close it first.");
        }

        Tensor leaf = x.Contiguous().Detach();
        leaf.RequiresGrad = true;
        return (leaf, function(leaf));
    }

    private static Tensor JacobianOf(Tensor y, Tensor leaf)
    {
        Tensor jacobian = Tensor.Zeros(new TensorType(leaf.Element, [y.Count, leaf.Count]));
        for (int i = 0; i < y.Count; i++)
        {
            Tensor unit = Tensor.Zeros(y.Type);
            SetElement(unit, i);
            CopyRow(GradientOf(y, unit, leaf, differentiable: false), jacobian, i);
        }

        return jacobian;
    }

    private static void SetElement(Tensor unit, int index)
    {
        if (unit.Element == ElementType.Float64)
        {
            unit.Span<double>()[index] = 1;
        }
        else
        {
            unit.Span<float>()[index] = 1;
        }
    }

    private static void CopyRow(Tensor row, Tensor matrix, int index)
    {
        if (row.Element == ElementType.Float64)
        {
            row.ToArray<double>().CopyTo(matrix.Span<double>()[(index * row.Count)..]);
        }
        else
        {
            row.ToArray<float>().CopyTo(matrix.Span<float>()[(index * row.Count)..]);
        }
    }

    /// <summary>The gradient that reaches one leaf, and zeros where none does.</summary>
    private static Tensor GradientOf(Tensor result, Tensor seed, Tensor leaf, bool differentiable)
    {
        Tensor? sum = null;
        if (result.RequiresGrad)
        {
            Sweep(result, seed, differentiable, (receiver, contribution) =>
            {
                if (ReferenceEquals(receiver, leaf))
                {
                    sum = sum is null ? contribution : new Add().Apply(sum, contribution);
                }
            });
        }

        return sum ?? Tensor.Zeros(leaf.Type);
    }

    private static void DemandType(Tensor vector, Tensor like, string what, string whose)
    {
        if (vector.Type != like.Type)
        {
            throw new ShapeException($"{what} needs a vector of the type of the {whose}, {like.Type}, but got {vector.Type}.");
        }
    }
}
