using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The sum of two activations.</summary>
internal sealed record AddStep(string Name, ImmutableArray<int> Inputs, int Output, AddInt8Parameters Parameters)
    : PlanStep(Name, Inputs, Output)
{
    public override long ConstantBytes => 11 * sizeof(int);

    public override void Run(PlanMemory memory) => AddInt8.Run(new AddInt8Arguments
    {
        Parameters = Parameters,
        Left = memory.Codes<sbyte>(Inputs[0]),
        Right = memory.Codes<sbyte>(Inputs[1]),
        Output = memory.Codes<sbyte>(Output),
    });
}
