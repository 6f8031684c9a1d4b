using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The matrix product of two activations.</summary>
internal sealed record MatMulStep(string Name, ImmutableArray<int> Inputs, int Output, MatMulSizes Sizes, MatMulInt8Parameters Parameters)
    : PlanStep(Name, Inputs, Output)
{
    /// <summary>How many matrices are computed.</summary>
    public int Products { get; init; } = 1;

    public override long ConstantBytes => 13 * sizeof(int);

    public override long Macs => (long)Products * Sizes.Rows * Sizes.Inner * Sizes.Columns;

    public override void Run(PlanMemory memory)
    {
        if (memory.Element(Output) == ElementType.Int16)
        {
            MatMulInt8.Run<short, long>(new MatMulArguments<short> { Sizes = Sizes, Parameters = Parameters, Left = memory.Codes<short>(Inputs[0]), Right = memory.Codes<short>(Inputs[1]), Output = memory.Codes<short>(Output) });
        }
        else
        {
            MatMulInt8.Run<sbyte, int>(new MatMulArguments<sbyte> { Sizes = Sizes, Parameters = Parameters, Left = memory.Codes<sbyte>(Inputs[0]), Right = memory.Codes<sbyte>(Inputs[1]), Output = memory.Codes<sbyte>(Output) });
        }
    }
}
