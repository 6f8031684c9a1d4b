using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Copies codes from some buffers to places of another: padding, transposing, slicing and joining.</summary>
/// <param name="Name">The name of the node that it computes.</param>
/// <param name="Inputs">What it reads.</param>
/// <param name="Output">What it writes.</param>
/// <param name="Moves">One copy for each input.</param>
/// <param name="Fill">The code of the places that no copy writes; null where there are none.</param>
internal sealed record MoveStep(string Name, ImmutableArray<int> Inputs, int Output, ImmutableArray<StridedMove> Moves, int? Fill = null)
    : PlanStep(Name, Inputs, Output)
{
    /// <summary>The axes of a copy in C.</summary>
    public const int AxesInC = 4;

    /// <summary>Three numbers for each axis.</summary>
    public override long ConstantBytes => Moves.Sum(move => 3L * sizeof(int) * Math.Max(AxesInC, move.Lengths.Length));

    public override void Run(PlanMemory memory)
    {
        switch (memory.Element(Output))
        {
            case ElementType.Int8:
                Run(memory, (sbyte)(Fill ?? 0));
                break;
            case ElementType.Int16:
                Run(memory, (short)(Fill ?? 0));
                break;
            default:
                Run(memory, Fill ?? 0);
                break;
        }
    }

    private void Run<TCode>(PlanMemory memory, TCode fill)
        where TCode : unmanaged
    {
        Span<TCode> output = memory.Codes<TCode>(Output);
        if (Fill is not null)
        {
            output.Fill(fill);
        }

        for (int i = 0; i < Moves.Length; i++)
        {
            Moves[i].Run<TCode>(memory.Codes<TCode>(Inputs[i]), output);
        }
    }
}
