using Bantam.Model;

namespace Bantam.Training;

/// <summary>Puts two training samples together, and their labels by the same shares: one of the two nested records.</summary>
/// <remarks>Labels become one share per class (Float32 [samples, classes]); targets of a regression are averaged.</remarks>
public abstract record Mixing
{
    private Mixing(float alpha) => Alpha = alpha > 0 && alpha <= 100
        ? alpha
        : throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "The parameter of the Beta distribution must be above 0 and at most 100.");

    /// <summary>α of the Beta(α, α) distribution of the share: near 0 hardly anything is mixed, 1 makes all shares equally likely.</summary>
    public float Alpha { get; }

    /// <summary>Mixes the second sample into the first.</summary>
    /// <returns>The share of the first, λ.</returns>
    internal float Mix(Canvas first, Canvas second, RandomStream random) => Mix(first, second, random, Beta.Draw(Alpha, random));

    private protected abstract float Mix(Canvas first, Canvas second, RandomStream random, float share);

    /// <summary>λ·a + (1 − λ)·b, value by value.</summary>
    /// <remarks>Source: notes: line 1562; Zhang, Cisse, Dauphin, Lopez-Paz, "mixup", 2018.</remarks>
    public sealed record Mixup : Mixing
    {
        /// <summary>Mixes with shares from Beta(α, α).</summary>
        /// <param name="alpha">α, above 0 and at most 100.</param>
        public Mixup(float alpha = 0.2f)
            : base(alpha)
        {
        }

        internal static void Blend(Span<float> first, ReadOnlySpan<float> second, float share)
        {
            for (int i = 0; i < first.Length; i++)
            {
                first[i] = (share * first[i]) + ((1 - share) * second[i]);
            }
        }

        private protected override float Mix(Canvas first, Canvas second, RandomStream random, float share)
        {
            Blend(first.Values, second.Values, share);
            return share;
        }
    }

    /// <summary>Replaces a rectangle of one image by that of another; λ is the share of the area that stayed, after clipping at the border.</summary>
    /// <remarks>Source: notes: line 1563; Yun and others, "CutMix", ICCV 2019.</remarks>
    public sealed record CutMix : Mixing
    {
        /// <summary>Replaces areas of a share 1 − λ, λ from Beta(α, α).</summary>
        /// <param name="alpha">α, above 0 and at most 100.</param>
        public CutMix(float alpha = 1)
            : base(alpha)
        {
        }

        internal static float Paste(Canvas first, Canvas second, Patch patch)
        {
            patch.Copy(second, first);
            return 1 - ((float)patch.Area / (first.Height * first.Width));
        }

        private protected override float Mix(Canvas first, Canvas second, RandomStream random, float share)
        {
            float side = MathF.Sqrt(1 - share);
            return Paste(first, second, Patch.Around(first, random, (int)(side * first.Height), (int)(side * first.Width)));
        }
    }
}

/// <summary>The symmetric Beta distribution.</summary>
internal static class Beta
{
    public static float Draw(float alpha, RandomStream random)
    {
        double a = Gamma(alpha, random);
        double b = Gamma(alpha, random);

        // Both vanish only for a very small α, where the distribution is a coin toss between 0 and 1.
        return a + b > 0 ? (float)(a / (a + b)) : random.NextUInt32() & 1;
    }

    /// <summary>Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", 2000.</summary>
    private static double Gamma(double shape, RandomStream random)
    {
        if (shape < 1)
        {
            return Gamma(shape + 1, random) * PortableMath.Exp(PortableMath.Log(1 - random.NextDouble()) / shape);
        }

        double d = shape - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = random.NextNormal();
            double root = 1 + (c * x);
            double v = root * root * root;
            if (v > 0 && PortableMath.Log(1 - random.NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * PortableMath.Log(v)))
            {
                return d * v;
            }
        }
    }
}
