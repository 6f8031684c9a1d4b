using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>A fully connected layer; weights [outputs, inputs].</summary>
internal sealed record DenseStep(string Name, ImmutableArray<int> Inputs, int Output, int InputCount, LinearConstants Constants)
    : PlanStep(Name, Inputs, Output)
{
    public override long ConstantBytes => Constants.Bytes;

    public override long Macs => (long)InputCount * Constants.Bias.Length;

    public override void Run(PlanMemory memory) => DenseInt8.Run(new DenseInt8Arguments
    {
        Inputs = InputCount,
        Outputs = Constants.Bias.Length,
        Parameters = Constants.Parameters,
        Input = memory.Codes<sbyte>(Inputs[0]),
        Weights = Constants.Weights.AsSpan(),
        Bias = Constants.Bias.AsSpan(),
        Output = memory.Codes<sbyte>(Output),
    });
}
