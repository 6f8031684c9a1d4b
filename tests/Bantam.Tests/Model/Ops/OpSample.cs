using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>How often an op can be differentiated.</summary>
public enum Derivatives
{
    /// <summary>Never: Backward names it.</summary>
    None,

    /// <summary>Once: its gradient is a fused op without a gradient of its own.</summary>
    First,

    /// <summary>Twice and more often: its gradient consists of ops with gradients.</summary>
    All,
}

/// <summary>One op with inputs on which every conformance test runs.</summary>
internal sealed record OpSample(string Name, Op Op, params Shape[] Shapes)
{
    /// <summary>How often it can be differentiated.</summary>
    public Derivatives Derivatives { get; init; } = Derivatives.All;

    /// <summary>Whether numeric differences show its gradient; not where the gradient is defined otherwise (straight-through).</summary>
    public bool HasNumericGradient { get; init; } = true;

    /// <summary>Inputs that take no gradient, by index.</summary>
    public int[] Constants { get; init; } = [];

    /// <summary>Whether it computes nothing of real numbers, so that only its own tests know what to expect.</summary>
    public bool ReadsIntegers => Op is DequantizeLinear;

    /// <summary>The values lie in [−Range, Range].</summary>
    public double Range { get; init; } = 1;

    /// <summary>Makes the inputs valid where not every number is: labels, variances.</summary>
    public Func<Tensor[], Tensor[]> Prepare { get; init; } = inputs => inputs;

    /// <summary>Kinks of the outputs before a fused clamp, from which samples stay away.</summary>
    private static readonly double[] s_kinks = [0, 6];

    /// <summary>The inputs in Float64. A fused activation gets inputs on which no output lies at its kinks.</summary>
    public Tensor[] Inputs()
    {
        for (ulong seed = 1; ; seed++)
        {
            RandomStream random = new(seed, Name);
            Tensor[] inputs = Prepare([.. Shapes.Select(shape => SampleTensors.Spread(shape, random, -Range, Range))]);
            if (Op is not IFusesActivation { Activation: not Activation.None } fused || IsAwayFromKinks(fused, inputs))
            {
                return inputs;
            }
        }
    }

    /// <summary>The inputs in Float32; integers stay.</summary>
    public Tensor[] FloatInputs() => [.. Inputs().Select(SampleTensors.ToFloat32)];

    public override string ToString() => Name;

    private static bool IsAwayFromKinks(IFusesActivation op, Tensor[] inputs) =>
        op.WithActivation(Activation.None).Apply(inputs).ToArray<double>().All(value => s_kinks.All(kink => Math.Abs(value - kink) > 1e-4));
}
