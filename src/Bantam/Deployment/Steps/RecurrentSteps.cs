using System.Collections.Immutable;
using System.Numerics;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The constants of an <see cref="LstmStep"/>.</summary>
/// <param name="InputWeights">[4·units, features].</param>
/// <param name="HiddenWeights">[4·units, units].</param>
/// <param name="Bias">One number per row in steps of input · weight; 8-bit activations use 32 bits of them.</param>
/// <param name="Parameters">Offsets, multipliers and clamps.</param>
internal sealed record LstmConstants(ImmutableArray<sbyte> InputWeights, ImmutableArray<sbyte> HiddenWeights, (ImmutableArray<int> Narrow, ImmutableArray<long> Wide) Bias, LstmInt8Parameters Parameters);

/// <summary>A recurrent layer with gates.</summary>
/// <param name="Name">The name of the node that it computes.</param>
/// <param name="Inputs">What it reads.</param>
/// <param name="Output">What it writes.</param>
/// <param name="States">The output of the step before, and the memory.</param>
/// <param name="Sizes">Samples, steps of time, inputs per step and units.</param>
/// <param name="Constants">Weights and multipliers.</param>
internal sealed record LstmStep(string Name, ImmutableArray<int> Inputs, int Output, (int Hidden, int Cell) States, (int Batch, int Steps, int Features, int Units) Sizes, LstmConstants Constants)
    : PlanStep(Name, Inputs, Output)
{
    /// <summary>Whether time is the first axis.</summary>
    public bool IsTimeMajor { get; init; }

    public override long ConstantBytes => Constants.InputWeights.Length + Constants.HiddenWeights.Length + (sizeof(int) * (long)Constants.Bias.Narrow.Length) + (sizeof(long) * (long)Constants.Bias.Wide.Length)
        + ((sizeof(int) + sizeof(sbyte)) * 8L * Sizes.Units) + (256 * sizeof(short));

    public override long Macs => 4L * Sizes.Batch * Sizes.Steps * Sizes.Units * (Sizes.Features + Sizes.Units);

    public override void Run(PlanMemory memory)
    {
        if (memory.Element(Output) == ElementType.Int16)
        {
            Run<short, long>(memory, Constants.Bias.Wide.AsSpan());
        }
        else
        {
            Run<sbyte, int>(memory, Constants.Bias.Narrow.AsSpan());
        }
    }

    private void Run<TCode, TSum>(PlanMemory memory, ReadOnlySpan<TSum> bias)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum> => LstmInt8.Run(new LstmArguments<TCode, TSum>
        {
            Sizes = Sizes,
            IsTimeMajor = IsTimeMajor,
            Parameters = Constants.Parameters,
            Input = memory.Codes<TCode>(Inputs[0]),
            InputWeights = Constants.InputWeights.AsSpan(),
            HiddenWeights = Constants.HiddenWeights.AsSpan(),
            Bias = bias,
            Hidden = memory.Codes<TCode>(States.Hidden),
            Cell = memory.Codes<short>(States.Cell),
            Output = memory.Codes<TCode>(Output),
        });
}

/// <summary>The constants of an <see cref="SvdfStep"/>.</summary>
/// <param name="FeatureWeights">[filters, features].</param>
/// <param name="TimeWeights">[filters, frames], of as many bits as the state has.</param>
/// <param name="Bias">One number per unit in steps of state · time weight, or empty.</param>
/// <param name="Parameters">Offsets, multipliers and clamps.</param>
internal sealed record SvdfConstants(ImmutableArray<sbyte> FeatureWeights, ImmutableArray<short> TimeWeights, ImmutableArray<int> Bias, SvdfInt8Parameters Parameters)
{
    /// <summary>The time weights where the state has 8 bits; they fit it.</summary>
    public ImmutableArray<sbyte> NarrowTimeWeights { get; } = [.. TimeWeights.Select(weight => (sbyte)Math.Clamp(weight, sbyte.MinValue, sbyte.MaxValue))];
}

/// <summary>A layer over time of low rank.</summary>
/// <param name="Name">The name of the node that it computes.</param>
/// <param name="Inputs">What it reads.</param>
/// <param name="Output">What it writes.</param>
/// <param name="State">The last frames of the filters' results.</param>
/// <param name="Sizes">Inputs per frame, filters, and frames that the state remembers.</param>
/// <param name="Constants">Weights and multipliers.</param>
internal sealed record SvdfStep(string Name, ImmutableArray<int> Inputs, int Output, int State, (int Features, int Filters, int Frames) Sizes, SvdfConstants Constants)
    : PlanStep(Name, Inputs, Output)
{
    /// <summary>Filters per unit.</summary>
    public int Rank { get; init; } = 1;

    /// <summary>Frames of one sample in the input.</summary>
    public int Steps { get; init; } = 1;

    /// <summary>Samples.</summary>
    public int Batch { get; init; } = 1;

    public override long ConstantBytes => Constants.FeatureWeights.Length + (sizeof(short) * (long)Constants.TimeWeights.Length) + (sizeof(int) * (long)Constants.Bias.Length) + (13 * sizeof(int));

    public override long Macs => (long)Batch * Steps * Sizes.Filters * (Sizes.Features + Sizes.Frames);

    public override void Run(PlanMemory memory)
    {
        if (memory.Element(State) == ElementType.Int16)
        {
            Run<short>(memory, Constants.TimeWeights.AsSpan());
        }
        else
        {
            Run<sbyte>(memory, Constants.NarrowTimeWeights.AsSpan());
        }
    }

    private void Run<TState>(PlanMemory memory, ReadOnlySpan<TState> timeWeights)
        where TState : unmanaged, IBinaryInteger<TState> => SvdfInt8.Run(new SvdfArguments<TState>
        {
            Sizes = Sizes,
            Rank = Rank,
            Steps = Steps,
            Parameters = Constants.Parameters,
            Input = memory.Codes<sbyte>(Inputs[0]),
            FeatureWeights = Constants.FeatureWeights.AsSpan(),
            TimeWeights = timeWeights,
            Bias = Constants.Bias.AsSpan(),
            State = memory.Codes<TState>(State),
            Output = memory.Codes<sbyte>(Output),
        });
}
