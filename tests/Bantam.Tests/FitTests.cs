using Bantam.Compression;
using Bantam.Deployment;
using Bantam.Model;
using Bantam.Tests.Deployment;
using Bantam.Training;

namespace Bantam.Tests;

public sealed class FitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("digits", "tiny-mlp", Metric.Accuracy)]
    [InlineData("sine", "tiny-mlp", Metric.Rmse)]
    [InlineData("bearings", "autoencoder", Metric.Auc)]
    public void Data_and_a_network_go_in_and_proved_C_comes_out(string data, string network, Metric metric)
    {
        RequiredTools.SkipWithoutHostCompiler();
        RequiredTools.SkipWithoutEmulator();
        FitOptions options = Options(data, network);

        FitReport report = Fit.Run(options);

        DataSplits splits = DatasetCatalog.Load(data, seed: options.Seed);
        AssertNames(report, options, metric);
        AssertProved(report, splits);
        AssertFilesHoldWhatTheReportSays(report, splits);
        Assert.False(File.Exists(_folder.PathOf("training.checkpoint")));
        Assert.Equal(nameof(PostTrainingQuantization), report.Steps.Last(step => PlanPasses.All.All(pass => pass.Name != step.Name)).Name);
        Assert.Equal(report.Accuracy.Deployed, report.Steps[^1].AccuracyAfter);
        Assert.Equal(report.MemoryIsMeasured, report.Verify.Emulator.FlashBytes == report.FlashBytes);
    }

    [Fact]
    public void Without_a_compiler_nothing_is_proved_and_the_report_says_so_and_what_to_install()
    {
        FitReport report = Fit.Run(Options("sine", "tiny-mlp") with { Toolchain = new Toolchain([]) });

        foreach (FitProof proof in new[] { report.Verify.Host, report.Verify.Emulator })
        {
            Assert.Equal(FitProofStatus.Unproved, proof.Status);
            Assert.Equal((0, 0), (proof.Samples, proof.Mismatches));
            Assert.Contains("not on this machine", proof.Reason, StringComparison.Ordinal);
            Assert.NotEmpty(proof.Install!);
        }

        Assert.False(report.MemoryIsMeasured);
        Assert.True(report.FlashBytes > 0 && report.RamBytes > 0);
        Assert.Null(report.Verify.Emulator.InstructionsPerInference);
        Assert.Empty(report.Environment.Tools);
        Assert.True(File.Exists(_folder.PathOf("model.bantam")));
    }

    [Fact]
    public void Without_the_emulator_the_host_still_proves_the_code()
    {
        RequiredTools.SkipWithoutHostCompiler();
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a search path with one program in it is made by a link, which needs rights on Windows");
        string compiler = Toolchain.Installed.SearchPath.Select(path => Path.Combine(path, "gcc")).First(File.Exists);
        File.CreateSymbolicLink(_folder.PathOf("gcc"), compiler);

        FitReport report = Fit.Run(Options("sine", "tiny-mlp") with { Toolchain = new Toolchain([_folder.Path]), OutputFolder = _folder.PathOf("out") });

        Assert.Equal(FitProofStatus.Proved, report.Verify.Host.Status);
        Assert.Equal(FitProofStatus.Unproved, report.Verify.Emulator.Status);
        Assert.Contains("not on this machine", report.Verify.Emulator.Reason, StringComparison.Ordinal);
        Assert.False(report.MemoryIsMeasured);
    }

    [Fact]
    public void A_device_without_an_emulated_machine_is_proved_on_the_host_alone()
    {
        FitReport report = Fit.Run(Options("sine", "tiny-mlp") with { Device = Bantam.Costs.Devices.CortexM4 with { Name = "my-board", Core = "Cortex-A7" }, Toolchain = new Toolchain([]) });

        Assert.Equal("c99", report.Verify.Emulator.Target);
        Assert.Contains("'my-board'", report.Verify.Emulator.Reason, StringComparison.Ordinal);
        Assert.Contains("Cortex-M4F", report.Verify.Emulator.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missed_is_in_the_report()
    {
        FitReport report = Fit.Run(Options("sine", "tiny-mlp") with { Toolchain = new Toolchain([]), Bound = 0.001, BoundIsCeiling = true, FlashBudgetBytes = 10, RamBudgetBytes = 1 });

        Assert.False(report.MeetsFloor);
        Assert.False(report.Fits);
        Assert.Equal(new FitBudget(10, 1), report.Budget);
        Assert.Equal(0.001, report.Accuracy.Floor);
    }

    [Fact]
    public void Equal_options_give_an_equal_model_and_equal_C()
    {
        FitOptions options = Options("sine", "tiny-mlp") with { Toolchain = new Toolchain([]) };
        string first = Fit.Run(options).ModelHash;
        string source = File.ReadAllText(Directory.GetFiles(_folder.Path, "*.c").Single());

        Assert.Equal(first, Fit.Run(options).ModelHash);
        Assert.Equal(source, File.ReadAllText(Directory.GetFiles(_folder.Path, "*.c").Single()));
    }

    [Fact]
    public void Interrupted_and_resumed_it_gives_the_model_of_a_run_in_one_piece()
    {
        FitOptions options = Options("sine", "tiny-mlp") with { Toolchain = new Toolchain([]), Epochs = 3 };
        using CancellationTokenSource source = new();
        Assert.Throws<OperationCanceledException>(() => Fit.Run(options with { Observer = new Interrupter(source), Cancellation = source.Token }));
        Assert.True(File.Exists(_folder.PathOf("training.checkpoint")));

        FitReport resumed = Fit.Run(options with { Resume = true });

        Assert.Equal(Fit.Run(options with { OutputFolder = _folder.PathOf("whole") }).ModelHash, resumed.ModelHash);
        Assert.Equal(3, resumed.Epochs.Count);
    }

    [Fact]
    public void A_saved_network_is_trained_further()
    {
        FitOptions options = Options("sine", "tiny-mlp") with { Toolchain = new Toolchain([]), Epochs = 20 };
        Fit.Run(options);

        FitReport further = Fit.Run(options with { Network = _folder.PathOf("trained.bantam"), OutputFolder = _folder.PathOf("further"), Epochs = 1 });
        FitReport fresh = Fit.Run(options with { OutputFolder = _folder.PathOf("fresh"), Epochs = 1 });

        Assert.True(further.Epochs[0].Loss < fresh.Epochs[0].Loss, $"{further.Epochs[0].Loss} is not below {fresh.Epochs[0].Loss}");
        Assert.Equal(_folder.PathOf("trained.bantam"), further.Network);
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertNames(FitReport report, FitOptions options, Metric metric)
    {
        Assert.Equal((options.Data, options.Network, "cortex-m4", options.Seed), (report.Data, report.Network, report.Device, report.Seed));
        Assert.Equal(metric, report.Metric);
        Assert.Equal(options.Command, report.Command);
        Assert.Equal(new FitBudget(options.Device.FlashBytes, options.Device.RamBytes), report.Budget);
        Assert.Equal(Enumerable.Range(1, options.Epochs!.Value), report.Epochs.Select(epoch => epoch.Epoch));
        Assert.True(report.Fits && report.MeetsFloor);
        Assert.Equal(report.Macs, report.Layers.Sum(layer => layer.Macs));
    }

    private static void AssertProved(FitReport report, DataSplits splits)
    {
        Assert.Equal((FitProofStatus.Proved, splits.Test.Count, 0), (report.Verify.Host.Status, (int)report.Verify.Host.Samples, (int)report.Verify.Host.Mismatches));
        FitEmulatorProof emulator = report.Verify.Emulator;
        Assert.Equal((FitProofStatus.Proved, 3L, 0L), (emulator.Status, emulator.Samples, emulator.Mismatches));
        Assert.True(emulator.InstructionsPerInference > report.Macs && emulator.StackBytes > 0);
        Assert.True(report.MemoryIsMeasured);
        Assert.Equal(emulator.FlashBytes, emulator.CodeBytes + emulator.ConstBytes);
        Assert.True(report.RamBytes >= report.Memory.ArenaBytes + emulator.StackBytes);
    }

    private void AssertFilesHoldWhatTheReportSays(FitReport report, DataSplits splits)
    {
        Assert.All(report.Files, file => Assert.True(File.Exists(_folder.PathOf(file)), file));
        Graph deployed = ModelFile.Load(_folder.PathOf("model.bantam"));
        Assert.Equal(report.ModelHash, deployed.ContentHash());
        Assert.Equal(report.Accuracy.Deployed, Evaluation.Score(PlanEvaluation.Of(Compile.ToC(deployed).Plan, splits.Test).RealOutputs(), splits.Test));
        Assert.Equal(report.Accuracy.Float, Evaluation.Score(ModelFile.Load(_folder.PathOf("trained.bantam")), splits.Test));

        string prefix = Path.GetFileNameWithoutExtension(report.Files.Single(file => file.EndsWith(".c", StringComparison.Ordinal)));
        CFiles files = CFiles.Read(_folder.Path, prefix);
        Assert.Equal(Compile.ToC(deployed).Files.Source, files.Source);
        using HostProgram program = HostProgram.Build(files, Toolchain.Installed);
    }

    private FitOptions Options(string data, string network) => new()
    {
        Data = data,
        Network = network,
        Epochs = 2,
        Seed = 7,
        EmulatorSamples = 3,
        OutputFolder = _folder.Path,
        Command = "bantam fit, as a test",
    };

    private sealed class Interrupter(CancellationTokenSource source) : FitObserver
    {
        public override void OnEpoch(EpochResult epoch) => source.Cancel();
    }
}
