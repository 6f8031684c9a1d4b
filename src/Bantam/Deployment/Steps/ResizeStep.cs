using System.Collections.Immutable;
using System.Numerics;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>An image of another size.</summary>
internal sealed record ResizeStep(string Name, ImmutableArray<int> Inputs, int Output, ResizeSizes Sizes, bool IsBilinear)
    : PlanStep(Name, Inputs, Output)
{
    public override long ConstantBytes => 7 * sizeof(int);

    public override void Run(PlanMemory memory)
    {
        if (memory.Element(Output) == ElementType.Int16)
        {
            Run<short>(memory);
        }
        else
        {
            Run<sbyte>(memory);
        }
    }

    private void Run<TCode>(PlanMemory memory)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        if (IsBilinear)
        {
            ResizeInt8.Bilinear<TCode>(Sizes, memory.Codes<TCode>(Inputs[0]), memory.Codes<TCode>(Output));
        }
        else
        {
            ResizeInt8.Nearest<TCode>(Sizes, memory.Codes<TCode>(Inputs[0]), memory.Codes<TCode>(Output));
        }
    }
}
