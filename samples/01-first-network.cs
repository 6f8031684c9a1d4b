// A network from its layers to C that is proved on an emulated Cortex-M4. Run it: dotnet run -c Release samples/01-first-network.cs
#:project ../src/Bantam/Bantam.csproj
using Bantam;
using Bantam.Costs;
using Bantam.Deployment;
using Bantam.Model;
using Bantam.Training;

DataSplits digits = DatasetCatalog.Load("digits");

Graph net = Graph.Create(new Shape(28, 28, 1), x => x
    .Conv2d(8, kernelSize: 3, stride: 2).BatchNorm().Relu()
    .DepthwiseConv2d(kernelSize: 3).BatchNorm().Relu()
    .GlobalAveragePool().Dense(10));

net = Train.Fit(net, digits.Train, new TrainingOptions { Epochs = 5, Optimizer = new Adam(1e-3f), Seed = 1 });
CostReport cost = Cost.Of(net, Devices.CortexM4);                        // parameters, MACs, memory
net = Quantize.PostTraining(net, digits.Calibration(256));               // int8, per-channel weights
Firmware firmware = Compile.ToC(net, Targets.CortexM4);                  // firmware.Save("out")
VerifyReport proof = Verify.InEmulator(firmware, digits.Test.Take(100)); // byte for byte equal to the host

Console.WriteLine($"{cost.Macs} MACs, {cost.Parameters} parameters");
Console.WriteLine($"{proof.Samples - proof.Mismatches} of {proof.Samples} outputs equal, {proof.Emulator!.MaxInstructions} instructions for each inference");
return proof.IsProved ? 0 : 1;
