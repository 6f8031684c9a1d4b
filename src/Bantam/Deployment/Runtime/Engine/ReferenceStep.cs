namespace Bantam.Deployment;

/// <summary>A step that has no fast kernel: the reference computes it in memory of its own.</summary>
/// <param name="step">The step of the plan.</param>
/// <param name="inputs">Where the buffers lie that it reads.</param>
/// <param name="output">Where the buffer lies that it writes.</param>
internal sealed unsafe class ReferenceStep(PlanStep step, ImageLayout[] inputs, ImageLayout output) : EngineStep
{
    public override void Run(EngineMemory memory)
    {
        PlanMemory reference = memory.Reference!;
        for (int i = 0; i < inputs.Length; i++)
        {
            EngineCodes.Read(memory.Activations, in inputs[i], reference.Bytes(step.Inputs[i]));
        }

        step.Run(reference);
        EngineCodes.Write(reference.Bytes(step.Output), memory.Activations, in output);
    }
}
