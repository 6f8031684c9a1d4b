using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Runs a prepared plan, each thread in memory of its own.</summary>
internal sealed unsafe class PlanEngine : Engine, IParallelWork
{
    private readonly EnginePlan _plan;
    private readonly EngineMemory[] _memories;
    private readonly EngineInput[] _inputs;
    private readonly EngineOutput[] _outputs;
    private SampleRange<float, float> _real;
    private SampleRange<sbyte, sbyte> _codes;

    public PlanEngine(EnginePlan plan, EngineOptions options)
        : base(plan.Inputs.Sum(layout => layout.Count), plan.Outputs.Sum(layout => layout.Count))
    {
        _plan = plan;
        _inputs = [.. plan.Source.Inputs.Select((buffer, i) => new EngineInput(buffer, plan.Inputs[i], plan.Source.Rounding))];
        _outputs = [.. plan.Source.Outputs.Select((buffer, i) => new EngineOutput(buffer, plan.Outputs[i]))];
        _memories = [.. Enumerable.Range(0, options.Threads).Select(_ => new EngineMemory(plan))];
    }

    /// <summary>The steps, for tests that look at how they were prepared.</summary>
    public IReadOnlyList<EngineStep> Steps => _plan.Steps;

    void IParallelWork.RunPart(int part)
    {
        EngineMemory memory = _memories[part];
        int samples = _real.Samples + _codes.Samples;
        for (int sample = part; sample < samples; sample += _memories.Length)
        {
            nint from = (nint)sample * InputLength;
            nint to = (nint)sample * OutputLength;
            if (_real.Samples > 0)
            {
                RunReal(memory, _real.Input + from, _real.Output + to);
            }
            else
            {
                RunCodes(memory, _codes.Input + from, _codes.Output + to);
            }
        }
    }

    private protected override void RunReal(ReadOnlySpan<float> input, Span<float> output, int samples)
    {
        fixed (float* from = input)
        fixed (float* to = output)
        {
            _codes = default;
            _real = new SampleRange<float, float>(from, to, samples);
            WorkerPool.Run(Math.Min(_memories.Length, samples), this);
        }
    }

    private protected override void RunCodes(ReadOnlySpan<sbyte> input, Span<sbyte> output, int samples)
    {
        fixed (sbyte* from = input)
        fixed (sbyte* to = output)
        {
            _real = default;
            _codes = new SampleRange<sbyte, sbyte>(from, to, samples);
            WorkerPool.Run(Math.Min(_memories.Length, samples), this);
        }
    }

    private void RunReal(EngineMemory memory, float* from, float* to)
    {
        foreach (EngineInput input in _inputs)
        {
            input.Quantize(from, memory.Activations);
            from += input.Layout.Count;
        }

        RunSteps(memory);
        foreach (EngineOutput output in _outputs)
        {
            output.Dequantize(memory.Activations, to);
            to += output.Layout.Count;
        }
    }

    private void RunCodes(EngineMemory memory, sbyte* from, sbyte* to)
    {
        foreach (EngineInput input in _inputs)
        {
            EngineCodes.Write(new ReadOnlySpan<byte>(from, input.Layout.Count), memory.Activations, input.Layout);
            from += input.Layout.Count;
        }

        RunSteps(memory);
        foreach (EngineOutput output in _outputs)
        {
            EngineCodes.Read(memory.Activations, output.Layout, new Span<byte>(to, output.Layout.Count));
            to += output.Layout.Count;
        }
    }

    private void RunSteps(EngineMemory memory)
    {
        foreach (EngineStep step in _plan.Steps)
        {
            step.Run(memory);
        }
    }
}
