using System.Numerics;

namespace Bantam.Model;

/// <summary>A clamp that an op applies to its own output, so that it costs no pass over memory of its own.</summary>
public enum Activation
{
    /// <summary>The output as it is.</summary>
    None,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>min(max(x, 0), 6).</summary>
    Relu6,
}

/// <summary>An op that can apply an activation to its output.</summary>
public interface IFusesActivation
{
    /// <summary>The activation that is applied to the output.</summary>
    Activation Activation { get; }

    /// <summary>The same op with another activation.</summary>
    /// <param name="activation">The activation.</param>
    /// <returns>The op.</returns>
    Op WithActivation(Activation activation);
}

/// <summary>What fused activations compute.</summary>
internal static class Activations
{
    extension(Op op)
    {
        /// <summary>The fused form of an activation op; null for all other ops.</summary>
        public Activation? AsActivation() => op switch
        {
            Relu => Activation.Relu,
            Relu6 => Activation.Relu6,
            _ => null,
        };
    }

    extension(Activation activation)
    {
        /// <summary>The interval to which outputs are clamped.</summary>
        public (T Low, T High) Range<T>()
            where T : unmanaged, IFloatingPointIeee754<T> => activation switch
            {
                Activation.Relu => (T.Zero, T.PositiveInfinity),
                Activation.Relu6 => (T.Zero, T.CreateSaturating(6)),
                _ => (T.NegativeInfinity, T.PositiveInfinity),
            };

        /// <summary>The gradient before the activation, from its output and the gradient after it.</summary>
        public Tensor Gradient(Tensor output, Tensor upstream) =>
            activation == Activation.None ? upstream : new ClampGradient(activation).Apply(output, upstream);
    }
}
