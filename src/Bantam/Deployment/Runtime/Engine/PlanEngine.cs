using System.Runtime.InteropServices;
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
        : base(SizeOf(plan.Source.Inputs), SizeOf(plan.Source.Outputs))
    {
        _plan = plan;
        _inputs = [.. plan.Source.Inputs.Select((buffer, i) => new EngineInput(buffer, plan.Inputs[i], plan.Source.Rounding))];
        _outputs = [.. plan.Source.Outputs.Select((buffer, i) => new EngineOutput(buffer, plan.Outputs[i]))];

        // What a sample leaves behind, the next one finds: they cannot be divided.
        int threads = plan.Source.StateBytes > 0 ? 1 : options.Threads;
        _memories = [.. Enumerable.Range(0, threads).Select(_ => new EngineMemory(plan))];
    }

    /// <summary>The steps, for tests that look at how they were prepared.</summary>
    public IReadOnlyList<EngineStep> Steps => _plan.Steps;

    /// <inheritdoc/>
    public override void Reset() => _memories[0].Reference?.Reset();

    /// <summary>Runs one sample of codes and tells after each step of the plan its number.</summary>
    public void RunByStep(ReadOnlySpan<sbyte> input, Span<sbyte> output, Action<int> after)
    {
        EngineMemory memory = _memories[0];
        WriteInputs(memory, input);
        int run = 0;
        for (int step = 0; step < _plan.Ends.Length; step++)
        {
            for (; run < _plan.Ends[step]; run++)
            {
                _plan.Steps[run].Run(memory);
            }

            after(step);
        }

        ReadOutputs(memory, output);
    }

    void IParallelWork.RunPart(int part)
    {
        EngineMemory memory = _memories[part];
        int samples = _real.Samples + _codes.Samples;
        for (int sample = part; sample < samples; sample += _memories.Length)
        {
            if (_real.Samples > 0)
            {
                RunReal(memory, _real.Input + ((nint)sample * InputLength), _real.Output + ((nint)sample * OutputLength));
            }
            else
            {
                WriteInputs(memory, new ReadOnlySpan<sbyte>(_codes.Input + ((nint)sample * InputBytes), InputBytes));
                RunSteps(memory);
                ReadOutputs(memory, new Span<sbyte>(_codes.Output + ((nint)sample * OutputBytes), OutputBytes));
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
            from += input.Length;
        }

        RunSteps(memory);
        foreach (EngineOutput output in _outputs)
        {
            output.Dequantize(memory.Activations, to);
            to += output.Length;
        }
    }

    private protected override void RunShown(ReadOnlySpan<sbyte> input, Span<sbyte> output, StepObserver observe)
    {
        byte[] codes = new byte[_plan.Source.Steps.Select((_, i) => _plan.OutputOf(i).Count).DefaultIfEmpty(0).Max()];
        RunByStep(input, output, step =>
        {
            ImageLayout layout = _plan.OutputOf(step);
            EngineCodes.Read(_memories[0].Activations, in layout, codes);
            observe(step, codes.AsSpan(0, layout.Count));
        });
    }

    private void WriteInputs(EngineMemory memory, ReadOnlySpan<sbyte> codes)
    {
        foreach (EngineInput input in _inputs)
        {
            ImageLayout layout = input.Layout;
            EngineCodes.Write(MemoryMarshal.AsBytes(codes[..layout.Count]), memory.Activations, in layout);
            codes = codes[layout.Count..];
        }
    }

    private void ReadOutputs(EngineMemory memory, Span<sbyte> codes)
    {
        foreach (EngineOutput output in _outputs)
        {
            ImageLayout layout = output.Layout;
            EngineCodes.Read(memory.Activations, in layout, MemoryMarshal.AsBytes(codes[..layout.Count]));
            codes = codes[layout.Count..];
        }
    }

    private static (int Numbers, int Bytes) SizeOf(IReadOnlyList<PlanBuffer> buffers) => (buffers.Sum(buffer => buffer.Shape.Count), buffers.Sum(buffer => buffer.Bytes));

    private void RunSteps(EngineMemory memory)
    {
        foreach (EngineStep step in _plan.Steps)
        {
            step.Run(memory);
        }
    }
}
