using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Softmax over the last axis of 8-bit codes; the probabilities have 8 or 16 bits.</summary>
internal sealed record SoftmaxStep(string Name, ImmutableArray<int> Inputs, int Output, int Columns, SoftmaxInt8Parameters Parameters)
    : PlanStep(Name, Inputs, Output)
{
    public override long ConstantBytes => sizeof(int) * (long)Parameters.Exponentials.Length;

    public override void Run(PlanMemory memory)
    {
        if (memory.Element(Output) == ElementType.Int16)
        {
            SoftmaxInt8.Run(Parameters, Columns, memory.Codes<sbyte>(Inputs[0]), memory.Codes<short>(Output));
            return;
        }

        SoftmaxInt8.Run(new SoftmaxInt8Arguments
        {
            Columns = Columns,
            Parameters = Parameters,
            Input = memory.Codes<sbyte>(Inputs[0]),
            Output = memory.Codes<sbyte>(Output),
        });
    }
}
