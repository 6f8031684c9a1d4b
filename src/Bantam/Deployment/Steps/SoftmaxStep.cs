using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Softmax over the last axis.</summary>
internal sealed record SoftmaxStep(string Name, ImmutableArray<int> Inputs, int Output, int Columns, SoftmaxInt8Parameters Parameters)
    : PlanStep(Name, Inputs, Output)
{
    public override long ConstantBytes => sizeof(int) * (long)Parameters.Exponentials.Length;

    public override void Run(PlanMemory memory) => SoftmaxInt8.Run(new SoftmaxInt8Arguments
    {
        Columns = Columns,
        Parameters = Parameters,
        Input = memory.Codes<sbyte>(Inputs[0]),
        Output = memory.Codes<sbyte>(Output),
    });
}
