// Micro-benchmarks of the codecs: dotnet run -c Release --project bench/Micro -- --filter '*' --job short
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using Micro;

// BenchmarkDotNet builds the adapters once more, elsewhere: what is staged for the host stays what it is.
var job = Job.Default.WithArguments([new MsBuildArgument("/p:StagePlugin=false")]).AsMutator();
BenchmarkSwitcher.FromAssembly(typeof(Samples).Assembly).Run(args, ManualConfig.Create(DefaultConfig.Instance).AddJob(job));
