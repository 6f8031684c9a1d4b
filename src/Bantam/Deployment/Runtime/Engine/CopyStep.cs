namespace Bantam.Deployment;

/// <summary>Moves an activation to another place, with another border.</summary>
/// <param name="from">Where it lies.</param>
/// <param name="to">Where it goes: as many rows of the same length.</param>
internal sealed unsafe class CopyStep(ImageLayout from, ImageLayout to) : EngineStep
{
    public override void Run(EngineMemory memory)
    {
        for (int row = 0; row < from.Height; row++)
        {
            byte* source = memory.Activations + from.Offset + ((nint)row * from.RowStride);
            byte* target = memory.Activations + to.Offset + ((nint)row * to.RowStride);
            new ReadOnlySpan<byte>(source, from.RowBytes).CopyTo(new Span<byte>(target, from.RowBytes));
        }
    }
}
