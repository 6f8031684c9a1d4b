using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Runs a prepared plan, each thread in memory of its own.</summary>
internal sealed unsafe class PlanEngine : Engine, IParallelWork
{
    private readonly EnginePlan _plan;
    private readonly EngineMemory[] _memories;
    private readonly EngineBorders _borders;
    private SampleRange<float, float> _real;
    private SampleRange<sbyte, sbyte> _codes;

    public PlanEngine(EnginePlan plan, EngineOptions options)
        : base(plan.Source.Input.Shape.Count, plan.Source.Output.Shape.Count)
    {
        _plan = plan;
        _borders = new EngineBorders(plan);
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
            if (_real.Samples > 0)
            {
                _borders.Quantize(_real.Input + ((nint)sample * InputLength), memory.Activations);
                RunSteps(memory);
                _borders.Dequantize(memory.Activations, _real.Output + ((nint)sample * OutputLength));
            }
            else
            {
                EngineCodes.FromCodes(new ReadOnlySpan<sbyte>(_codes.Input + ((nint)sample * InputLength), InputLength), memory.Activations, _plan.Input);
                RunSteps(memory);
                EngineCodes.ToCodes(memory.Activations, _plan.Output, new Span<sbyte>(_codes.Output + ((nint)sample * OutputLength), OutputLength));
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

    private void RunSteps(EngineMemory memory)
    {
        foreach (EngineStep step in _plan.Steps)
        {
            step.Run(memory);
        }
    }
}
