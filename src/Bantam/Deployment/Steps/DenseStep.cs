using System.Collections.Immutable;
using System.Numerics;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>A fully connected layer; weights [outputs, inputs].</summary>
internal sealed record DenseStep(string Name, ImmutableArray<int> Inputs, int Output, int InputCount, LinearConstants Constants)
    : PlanStep(Name, Inputs, Output)
{
    /// <summary>How many rows of inputs there are.</summary>
    public int Rows { get; init; } = 1;

    public override long ConstantBytes => Constants.Bytes;

    public override long Macs => (long)Rows * InputCount * Constants.Channels;

    public override void Run(PlanMemory memory)
    {
        if (memory.Element(Output) != ElementType.Int16)
        {
            Run<sbyte, int>(memory, Constants.Bias.AsSpan());
        }
        else if (Constants.IsWide)
        {
            Run<short, long>(memory, Constants.WideBias.AsSpan());
        }
        else
        {
            Run<short, int>(memory, Constants.Bias.AsSpan());
        }
    }

    private void Run<TCode, TSum>(PlanMemory memory, ReadOnlySpan<TSum> bias)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum> => DenseInt8.Run(new DenseArguments<TCode, TSum>
        {
            Inputs = InputCount,
            Outputs = Constants.Channels,
            Parameters = Constants.Parameters,
            Input = memory.Codes<TCode>(Inputs[0]),
            Weights = Constants.Weights.AsSpan(),
            Bias = bias,
            Output = memory.Codes<TCode>(Output),
        });
}
