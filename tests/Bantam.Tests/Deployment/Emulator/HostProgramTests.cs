using Bantam.Deployment;

namespace Bantam.Tests.Deployment;

public sealed class HostProgramTests
{
    [Fact]
    public void Every_sample_gives_its_result()
    {
        using HostProgram program = Build(TinyModels.Flip);
        sbyte[] samples = TinyModels.Samples(1000);
        Assert.Equal(TinyModels.Flipped(samples, 0x55), program.Run(samples, cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Ten_thousand_images_run_in_one_process()
    {
        using HostProgram program = Build(TinyModels.Model(
            """
            void tiny_run(const int8_t *input, int8_t *output)
            {
                int32_t sum = 0;
                int i;
                for (i = 0; i < TINY_INPUT_BYTES; i++) {
                    sum += input[i];
                }

                output[0] = (int8_t)(sum >> 8);
            }
            """,
            inputBytes: 784,
            outputBytes: 1));
        sbyte[] images = new sbyte[784 * 10_000];
        Array.Fill(images, (sbyte)3);
        sbyte[] outputs = program.Run(images, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(10_000, outputs.Length);
        Assert.All(outputs, value => Assert.Equal(784 * 3 >> 8, value));
    }

    [Fact]
    public void A_traced_run_shows_what_each_step_wrote()
    {
        using HostProgram program = Build(TinyModels.Flip);
        sbyte[] samples = TinyModels.Samples(2);
        IReadOnlyList<TraceStep> steps = program.Trace(samples, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([(0, 0), (0, 1), (1, 0), (1, 1)], steps.Select(step => (step.Sample, step.Step)));
        Assert.Equal(TinyModels.Flipped(samples[..12], 0x50), steps[0].Data);
        Assert.Equal(TinyModels.Flipped(samples[..12], 0x55), steps[1].Data);
        Assert.Equal(TinyModels.Flipped(samples[12..], 0x50), steps[2].Data);
        Assert.All(steps, step => Assert.Null(step.Instructions));
    }

    [Fact]
    public void A_warning_stops_the_build_and_is_shown()
    {
        RequiredTools.SkipWithoutHostCompiler();
        BuildException refused = Assert.Throws<BuildException>(
            () => HostProgram.Build(TinyModels.Body("int unused;"), Toolchain.Installed, TestContext.Current.CancellationToken));
        Assert.Contains("unused", refused.CompilerOutput, StringComparison.Ordinal);
        Assert.Contains("tiny.c", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_crash_is_reported_as_a_fault()
    {
        using HostProgram program = Build(TinyModels.Body("*(volatile int8_t *)(intptr_t)input[1] = 1;"));
        Assert.Equal(ProgramFailure.Fault, Failure(program).Failure);
    }

    [Fact]
    public void A_write_behind_the_output_is_reported()
    {
        using HostProgram program = Build(TinyModels.Body("*(volatile int8_t *)(output + TINY_OUTPUT_BYTES) = 1;"));
        EmulatorException failure = Failure(program);
        Assert.Equal(ProgramFailure.Fault, failure.Failure);
        Assert.Contains("behind its output", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_never_returns_is_stopped()
    {
        using HostProgram program = Build(TinyModels.Body("for (;;) { *(volatile int8_t *)output = 1; }"));
        EmulatorException failure = Assert.Throws<EmulatorException>(
            () => program.Run(new sbyte[12], TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken));
        Assert.Equal(ProgramFailure.Timeout, failure.Failure);
    }

    [Fact]
    public void A_model_that_leaves_the_process_has_too_few_results()
    {
        using HostProgram program = Build(TinyModels.Model(
            """
            #include <stdlib.h>

            void tiny_run(const int8_t *input, int8_t *output)
            {
                output[0] = input[0];
                exit(0);
            }
            """));
        EmulatorException failure = Failure(program);
        Assert.Equal(ProgramFailure.WrongLength, failure.Failure);
        Assert.Contains("1 samples of 12 bytes are 12", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_must_be_whole()
    {
        using HostProgram program = Build(TinyModels.Flip);
        Assert.Throws<ArgumentException>(() => program.Run(new sbyte[13], cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => program.Run([], cancellation: TestContext.Current.CancellationToken));
    }

    private static EmulatorException Failure(HostProgram program) =>
        Assert.Throws<EmulatorException>(() => program.Run(new sbyte[12], cancellation: TestContext.Current.CancellationToken));

    private static HostProgram Build(CFiles model)
    {
        RequiredTools.SkipWithoutHostCompiler();
        return HostProgram.Build(model, Toolchain.Installed, TestContext.Current.CancellationToken);
    }
}
