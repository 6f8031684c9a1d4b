namespace Bantam.Model;

/// <summary>Arithmetic on every element.</summary>
public static class ElementwiseLayers
{
    extension(GraphBuilder x)
    {
        /// <summary>Subtracts another branch, element by element.</summary>
        /// <param name="branch">The other branch; its shape is broadcast with this one.</param>
        /// <returns>The new end: x − branch.</returns>
        public GraphBuilder Subtract(GraphBuilder branch)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(branch);
            return x.Then(x.NameFor("subtract"), new Subtract(), branch.Value);
        }

        /// <summary>Multiplies with another branch, element by element: a gate.</summary>
        /// <param name="branch">The other branch; its shape is broadcast with this one.</param>
        /// <returns>The new end: x ∘ branch.</returns>
        public GraphBuilder Multiply(GraphBuilder branch)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(branch);
            return x.Then(x.NameFor("multiply"), new Multiply(), branch.Value);
        }

        /// <summary>Divides by another branch, element by element.</summary>
        /// <param name="branch">The other branch; its shape is broadcast with this one.</param>
        /// <returns>The new end: x / branch.</returns>
        public GraphBuilder Divide(GraphBuilder branch)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(branch);
            return x.Then(x.NameFor("divide"), new Divide(), branch.Value);
        }

        /// <summary>Multiplies by a constant.</summary>
        /// <param name="factor">The constant.</param>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder Scale(double factor)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("scale"), new Scale(factor));
        }

        /// <summary>The exponential.</summary>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder Exp()
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("exp"), new Exp());
        }

        /// <summary>The natural logarithm.</summary>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder Log()
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("log"), new Log());
        }

        /// <summary>The square root.</summary>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder Sqrt()
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("sqrt"), new Sqrt());
        }

        /// <summary>A fixed power.</summary>
        /// <param name="exponent">The exponent.</param>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder Power(double exponent)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("power"), new Power(exponent));
        }

        /// <summary>+1 from zero on, −1 below.</summary>
        /// <param name="straightThrough">Whether gradients pass where |x| ≤ 1; otherwise training refuses this layer.</param>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder Sign(bool straightThrough = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("sign"), new Sign { StraightThrough = straightThrough });
        }

        /// <summary>min(max(x, low), high).</summary>
        /// <param name="low">The lower bound.</param>
        /// <param name="high">The upper bound.</param>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder Clip(double low, double high)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("clip"), new Clip(low, high));
        }
    }
}
