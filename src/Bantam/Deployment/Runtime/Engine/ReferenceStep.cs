namespace Bantam.Deployment;

/// <summary>A step that has no fast kernel: the reference runtime computes it in its own memory.</summary>
/// <param name="step">Its number in the plan.</param>
/// <param name="inputs">The buffers that it reads, and where they lie.</param>
/// <param name="output">The buffer that it writes.</param>
internal sealed unsafe class ReferenceStep(int step, (int Buffer, ImageLayout Layout)[] inputs, (int Buffer, ImageLayout Layout) output) : EngineStep
{
    public override void Run(EngineMemory memory)
    {
        PlanRuntime reference = memory.Reference!;
        foreach ((int buffer, ImageLayout layout) in inputs)
        {
            EngineCodes.ToCodes(memory.Activations, in layout, reference.Memory(buffer));
        }

        reference.RunStep(step);
        EngineCodes.FromCodes(reference.Memory(output.Buffer), memory.Activations, output.Layout);
    }
}
