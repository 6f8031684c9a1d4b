namespace Bantam.Model;

/// <summary>Normalizations that do not look at the rest of the batch: right for small batches (notes: lines 1985-2001).</summary>
/// <remarks>Each is <see cref="Standardize"/> over other axes, then a trained scale γ and shift β for each channel (the last axis).</remarks>
public static class NormalizationLayers
{
    extension(GraphBuilder x)
    {
        /// <summary>Normalizes each sample.</summary>
        /// <param name="axes">The axes of one sample over which moments are taken; all where omitted, [-1] for the tokens of a sequence.</param>
        /// <param name="epsilon">Added to the variance.</param>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder LayerNorm(Axes? axes = null, double epsilon = 1e-5)
        {
            ArgumentNullException.ThrowIfNull(x);
            string name = x.NameFor("layernorm");
            return Affine(x.Then($"{name}.standardize", new Standardize(LayerShapes.AxesOf(x, axes), epsilon)), name);
        }

        /// <summary>Normalizes each channel of each sample.</summary>
        /// <param name="epsilon">Added to the variance.</param>
        /// <returns>The new end, of the same shape.</returns>
        /// <exception cref="ShapeException">A sample has no axis besides the channels.</exception>
        public GraphBuilder InstanceNorm(double epsilon = 1e-5)
        {
            ArgumentNullException.ThrowIfNull(x);
            string name = x.NameFor("instancenorm");
            return Affine(x.Then($"{name}.standardize", new Standardize([.. Enumerable.Range(1, x.Shape.Rank - 1)], epsilon)), name);
        }

        /// <summary>Normalizes each group of channels of each sample: between <c>LayerNorm</c> (one group) and <c>InstanceNorm</c> (a group for each channel).</summary>
        /// <param name="groups">The number of groups; divides the channels.</param>
        /// <param name="epsilon">Added to the variance.</param>
        /// <returns>The new end, of the same shape.</returns>
        /// <exception cref="ShapeException">The groups do not divide the channels.</exception>
        public GraphBuilder GroupNorm(int groups, double epsilon = 1e-5)
        {
            ArgumentNullException.ThrowIfNull(x);
            string name = x.NameFor("groupnorm");
            int rank = x.Shape.Rank;
            if (groups < 1 || rank == 0 || x.Shape[^1] % groups != 0)
            {
                throw new ShapeException($"Node '{name}', after '{x.Value.Name}': {groups} groups do not divide the channels, the last axis, of {x.Shape}.");
            }

            Axes axes = [.. Enumerable.Range(1, rank - 1), rank + 1];
            GraphBuilder standardized = x
                .Then($"{name}.groups", new Reshape([.. x.Shape.Lengths[..^1], groups, x.Shape[^1] / groups]))
                .Then($"{name}.standardize", new Standardize(axes, epsilon))
                .Then($"{name}.channels", new Reshape(x.Shape));
            return Affine(standardized, name);
        }

        /// <summary>Divides each element by a power of the squares of the channels around it.</summary>
        /// <param name="op">The attributes; AlexNet's where omitted.</param>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder LocalResponseNorm(LocalResponseNorm? op = null)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("localresponsenorm"), op ?? new LocalResponseNorm());
        }
    }

    private static GraphBuilder Affine(GraphBuilder x, string name) => x
        .Then($"{name}.scale", new Multiply(), new Parameter($"{name}.gamma", [x.Shape[^1]], Initializer.Of(1)))
        .Then(name, new Add(), new Parameter($"{name}.beta", [x.Shape[^1]], Initializer.Of(0)));
}
