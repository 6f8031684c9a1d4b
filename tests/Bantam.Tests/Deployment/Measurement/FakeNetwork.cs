using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

/// <summary>Networks whose stages take known times on a <see cref="FakeClock"/>.</summary>
internal static class FakeNetwork
{
    public static Workload Workload { get; } = new() { Name = "fake", ModelHash = "0123456789abcdef", InputShape = [4, 4, 1], Element = ElementType.Int8, Batch = 2 };

    /// <summary>A network whose inference does some work.</summary>
    public static MeasuredNetwork Doing(Action infer) => new()
    {
        Workload = Workload,
        Engine = "fake",
        Quality = new MeasuredQuality("accuracy", 0.9, "test split, 10 samples"),
        Memory = new PeakMemory(1000, 600, PeakMemory.HighWaterMark),
        Infer = () =>
        {
            infer();
            return default;
        },
    };

    /// <summary>A network of two layers, of 1 and 3 ms, with 20 ms of preprocessing, 0.5 of conversion and 0.25 of postprocessing.</summary>
    public static MeasuredNetwork OfTwoLayers(FakeClock clock) => Doing(() => clock.Work(4)) with
    {
        Preprocess = () => clock.Work(20),
        Convert = () => clock.Work(0.5),
        Postprocess = () => clock.Work(0.25),
        Layers = [new MeasuredLayer("conv1", "Conv2d", 900), new MeasuredLayer("softmax1", "Softmax", 100)],
        InferByLayer = after =>
        {
            clock.Work(1);
            after(0);
            clock.Work(3);
            after(1);
        },
    };
}
